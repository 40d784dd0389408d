"""The peer of the crawl benchmark: Scrapy, with the lists' links and five CSS fields of each member's page."""

import scrapy


class Members(scrapy.Spider):
    name = "members"
    # As fast as it can; nothing is kept, and nothing is told but trouble.
    custom_settings = {
        "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "ERROR",
    }

    def __init__(self, start, **others):
        super().__init__(**others)
        self.start_urls = [start]

    def parse(self, response):
        for link in response.css("li.member a.name::attr(href)").getall():
            yield response.follow(link, self.member)
        for link in response.css("a[rel=next]::attr(href)").getall():
            yield response.follow(link, self.parse)

    def member(self, response):
        yield {
            "name": response.css("h1.name::text").get(),
            "telephone": response.css("dd.tel a::text").get(),
            "email": response.css("dd.mail a::text").get(),
            "address": response.css("dd.adr::text").get(),
            "license": response.css("dd.license::text").get(),
            "page": response.url,
        }
