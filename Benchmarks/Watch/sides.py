"""The two sides of the comparison and the farm between them."""

import json
import os
import subprocess
import urllib.parse

from processes import Child, Trouble, fetch, free_port

BLACKBOX = "/usr/bin/prometheus-blackbox-exporter"
PROMETHEUS = "/usr/bin/prometheus"


class Farm:
    """The web that both sides watch: a process of its own that is not counted."""

    def __init__(self, binary, folder, directories, hanging=0.0):
        self.folder = os.path.join(folder, "farm")
        self.directories = directories
        arguments = [
            binary, "debug", "farm", "--directories", str(directories), "--healthy", "--plain", "--folder", self.folder, "--json"]
        if hanging:
            arguments += ["--hanging", str(hanging)]
        self.child = Child("farm", arguments, folder)
        self.child.until("the farm", lambda: os.path.exists(self.list), 120)

    @property
    def list(self):
        return os.path.join(self.folder, "list.jsonl")

    @property
    def settings(self):
        return os.path.join(self.folder, "rollcall.yaml")

    def sites(self):
        with open(self.list) as file:
            return [json.loads(line) for line in file]


class Rollcall:
    """`rollcall serve` with what it ships with, but for the intervals."""

    def __init__(self, binary, folder, farm, interval=None, settings=None):
        self.binary, self.folder, self.farm = binary, folder, farm
        self.environment = {"ROLLCALL_LOGS_LEVEL": "warning", **(settings or {})}
        if interval:
            for importance in ("CRITICAL", "HIGH", "NORMAL", "LOW"):
                self.environment[f"ROLLCALL_WATCH_INTERVALS_{importance}"] = f"{interval}s"
        done = subprocess.run(
            [binary, "import", farm.list, "--config", farm.settings, "--json"], env={**os.environ, **self.environment}, capture_output=True)
        if done.returncode != 0:
            raise Trouble(f"the import failed: {done.stderr.decode()[-600:]}")
        self.start()

    def start(self):
        self.port = free_port()
        self.child = Child(
            "rollcall", [self.binary, "serve", "--config", self.farm.settings, "--listen", f"127.0.0.1:{self.port}"], self.folder,
            self.environment)
        self.child.until("readiness", lambda: fetch(f"http://127.0.0.1:{self.port}/readyz"), 180)

    def metrics(self):
        """Every sample of /metrics, by its name with labels as it stands there."""
        samples = {}
        for line in fetch(f"http://127.0.0.1:{self.port}/metrics").splitlines():
            if line and not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                samples[name] = float(value)
        return samples

    def cpu(self):
        return self.child.cpu()

    def peak(self):
        return self.child.peak()

    def stop(self):
        self.child.stop()


class Peers:
    """Prometheus, which keeps the time and the results, and the blackbox exporter, which probes."""

    def __init__(self, folder, farm, interval):
        for program in (BLACKBOX, PROMETHEUS):
            if not os.access(program, os.X_OK):
                raise Trouble(f"{program} is missing: run scripts/setup bench")
        path = os.path.join(folder, "peers")
        os.makedirs(path)
        exporter, self.port = free_port(), free_port()
        modules = {"prober": "http", "timeout": "10s", "http": {
            "preferred_ip_protocol": "ip4", "tls_config": {"ca_file": os.path.join(farm.folder, "authority.pem")}}}
        self._write(path, "blackbox.yml", {"modules": {"http_2xx": modules}})
        # By address and Host header, which also names the host in TLS: it need not ask the farm's name server, Rollcall does.
        targets = []
        for site in farm.sites():
            url = urllib.parse.urlsplit(site["url"])
            targets.append({
                "targets": [f"{url.scheme}://{site['address']}:{url.port}/"],
                "labels": {"__param_hostname": site["host"], "directory": site["slug"]}})
        self._write(path, "targets.json", targets)
        self._write(path, "prometheus.yml", {
            "global": {"scrape_interval": f"{interval}s", "scrape_timeout": "15s"},
            "scrape_configs": [{
                "job_name": "directories", "metrics_path": "/probe", "params": {"module": ["http_2xx"]},
                "file_sd_configs": [{"files": [os.path.join(path, "targets.json")]}],
                "relabel_configs": [
                    {"source_labels": ["__address__"], "target_label": "__param_target"},
                    {"source_labels": ["directory"], "target_label": "instance"},
                    {"target_label": "__address__", "replacement": f"127.0.0.1:{exporter}"}]}]})
        self.exporter = Child(
            "blackbox", [
                BLACKBOX, f"--config.file={path}/blackbox.yml", f"--web.listen-address=127.0.0.1:{exporter}", "--log.level=error"], folder)
        self.exporter.until("listening", lambda: fetch(f"http://127.0.0.1:{exporter}/-/healthy"))
        self.prometheus = Child(
            "prometheus", [
                PROMETHEUS, f"--config.file={path}/prometheus.yml", f"--storage.tsdb.path={path}/data",
                f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=error"], folder)
        self.prometheus.until("readiness", lambda: fetch(f"http://127.0.0.1:{self.port}/-/ready"))

    @staticmethod
    def _write(folder, name, value):
        # JSON is YAML.
        with open(os.path.join(folder, name), "w") as file:
            json.dump(value, file)

    def probes(self, seconds):
        """How many probes it made in the last so many seconds, and the share of them that succeeded."""
        return self._query(f"sum(count_over_time(probe_success[{seconds}s]))"), self._query(
            f"sum(sum_over_time(probe_success[{seconds}s])) / sum(count_over_time(probe_success[{seconds}s]))")

    def _query(self, text):
        answer = json.loads(fetch(f"http://127.0.0.1:{self.port}/api/v1/query?" + urllib.parse.urlencode({"query": text})))
        result = answer["data"]["result"]
        return float(result[0]["value"][1]) if result else 0.0

    def cpu(self):
        return self.exporter.cpu() + self.prometheus.cpu()

    def peak(self):
        return self.exporter.peak() + self.prometheus.peak()

    def stop(self):
        self.prometheus.stop()
        self.exporter.stop()
