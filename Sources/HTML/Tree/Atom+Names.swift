/// Names that HTML, SVG and MathML know, as constants. Generated from the standards' lists; the order is the value.
extension Atom {
    package static var a: Atom { Atom(rawValue: 0) }
    package static var abbr: Atom { Atom(rawValue: 1) }
    package static var acronym: Atom { Atom(rawValue: 2) }
    package static var address: Atom { Atom(rawValue: 3) }
    package static var annotationXml: Atom { Atom(rawValue: 4) }
    package static var applet: Atom { Atom(rawValue: 5) }
    package static var area: Atom { Atom(rawValue: 6) }
    package static var article: Atom { Atom(rawValue: 7) }
    package static var aside: Atom { Atom(rawValue: 8) }
    package static var audio: Atom { Atom(rawValue: 9) }
    package static var b: Atom { Atom(rawValue: 10) }
    package static var base: Atom { Atom(rawValue: 11) }
    package static var basefont: Atom { Atom(rawValue: 12) }
    package static var bdi: Atom { Atom(rawValue: 13) }
    package static var bdo: Atom { Atom(rawValue: 14) }
    package static var bgsound: Atom { Atom(rawValue: 15) }
    package static var big: Atom { Atom(rawValue: 16) }
    package static var blink: Atom { Atom(rawValue: 17) }
    package static var blockquote: Atom { Atom(rawValue: 18) }
    package static var body: Atom { Atom(rawValue: 19) }
    package static var br: Atom { Atom(rawValue: 20) }
    package static var button: Atom { Atom(rawValue: 21) }
    package static var canvas: Atom { Atom(rawValue: 22) }
    package static var caption: Atom { Atom(rawValue: 23) }
    package static var center: Atom { Atom(rawValue: 24) }
    package static var cite: Atom { Atom(rawValue: 25) }
    package static var code: Atom { Atom(rawValue: 26) }
    package static var col: Atom { Atom(rawValue: 27) }
    package static var colgroup: Atom { Atom(rawValue: 28) }
    package static var command: Atom { Atom(rawValue: 29) }
    package static var content: Atom { Atom(rawValue: 30) }
    package static var data: Atom { Atom(rawValue: 31) }
    package static var datalist: Atom { Atom(rawValue: 32) }
    package static var dd: Atom { Atom(rawValue: 33) }
    package static var defs: Atom { Atom(rawValue: 34) }
    package static var del: Atom { Atom(rawValue: 35) }
    package static var desc: Atom { Atom(rawValue: 36) }
    package static var details: Atom { Atom(rawValue: 37) }
    package static var dfn: Atom { Atom(rawValue: 38) }
    package static var dialog: Atom { Atom(rawValue: 39) }
    package static var dir: Atom { Atom(rawValue: 40) }
    package static var div: Atom { Atom(rawValue: 41) }
    package static var dl: Atom { Atom(rawValue: 42) }
    package static var dt: Atom { Atom(rawValue: 43) }
    package static var em: Atom { Atom(rawValue: 44) }
    package static var embed: Atom { Atom(rawValue: 45) }
    package static var fieldset: Atom { Atom(rawValue: 46) }
    package static var figcaption: Atom { Atom(rawValue: 47) }
    package static var figure: Atom { Atom(rawValue: 48) }
    package static var font: Atom { Atom(rawValue: 49) }
    package static var footer: Atom { Atom(rawValue: 50) }
    package static var foreignObject: Atom { Atom(rawValue: 51) }
    package static var form: Atom { Atom(rawValue: 52) }
    package static var frame: Atom { Atom(rawValue: 53) }
    package static var frameset: Atom { Atom(rawValue: 54) }
    package static var g: Atom { Atom(rawValue: 55) }
    package static var h1: Atom { Atom(rawValue: 56) }
    package static var h2: Atom { Atom(rawValue: 57) }
    package static var h3: Atom { Atom(rawValue: 58) }
    package static var h4: Atom { Atom(rawValue: 59) }
    package static var h5: Atom { Atom(rawValue: 60) }
    package static var h6: Atom { Atom(rawValue: 61) }
    package static var head: Atom { Atom(rawValue: 62) }
    package static var header: Atom { Atom(rawValue: 63) }
    package static var hgroup: Atom { Atom(rawValue: 64) }
    package static var hr: Atom { Atom(rawValue: 65) }
    package static var html: Atom { Atom(rawValue: 66) }
    package static var i: Atom { Atom(rawValue: 67) }
    package static var iframe: Atom { Atom(rawValue: 68) }
    package static var image: Atom { Atom(rawValue: 69) }
    package static var img: Atom { Atom(rawValue: 70) }
    package static var input: Atom { Atom(rawValue: 71) }
    package static var ins: Atom { Atom(rawValue: 72) }
    package static var isindex: Atom { Atom(rawValue: 73) }
    package static var kbd: Atom { Atom(rawValue: 74) }
    package static var keygen: Atom { Atom(rawValue: 75) }
    package static var label: Atom { Atom(rawValue: 76) }
    package static var legend: Atom { Atom(rawValue: 77) }
    package static var li: Atom { Atom(rawValue: 78) }
    package static var line: Atom { Atom(rawValue: 79) }
    package static var linearGradient: Atom { Atom(rawValue: 80) }
    package static var link: Atom { Atom(rawValue: 81) }
    package static var listing: Atom { Atom(rawValue: 82) }
    package static var main: Atom { Atom(rawValue: 83) }
    package static var malignmark: Atom { Atom(rawValue: 84) }
    package static var map: Atom { Atom(rawValue: 85) }
    package static var mark: Atom { Atom(rawValue: 86) }
    package static var marquee: Atom { Atom(rawValue: 87) }
    package static var math: Atom { Atom(rawValue: 88) }
    package static var menu: Atom { Atom(rawValue: 89) }
    package static var menuitem: Atom { Atom(rawValue: 90) }
    package static var meta: Atom { Atom(rawValue: 91) }
    package static var metadata: Atom { Atom(rawValue: 92) }
    package static var meter: Atom { Atom(rawValue: 93) }
    package static var mglyph: Atom { Atom(rawValue: 94) }
    package static var mi: Atom { Atom(rawValue: 95) }
    package static var mn: Atom { Atom(rawValue: 96) }
    package static var mo: Atom { Atom(rawValue: 97) }
    package static var ms: Atom { Atom(rawValue: 98) }
    package static var mtext: Atom { Atom(rawValue: 99) }
    package static var multicol: Atom { Atom(rawValue: 100) }
    package static var nav: Atom { Atom(rawValue: 101) }
    package static var nextid: Atom { Atom(rawValue: 102) }
    package static var nobr: Atom { Atom(rawValue: 103) }
    package static var noembed: Atom { Atom(rawValue: 104) }
    package static var noframes: Atom { Atom(rawValue: 105) }
    package static var noscript: Atom { Atom(rawValue: 106) }
    package static var object: Atom { Atom(rawValue: 107) }
    package static var ol: Atom { Atom(rawValue: 108) }
    package static var optgroup: Atom { Atom(rawValue: 109) }
    package static var option: Atom { Atom(rawValue: 110) }
    package static var output: Atom { Atom(rawValue: 111) }
    package static var p: Atom { Atom(rawValue: 112) }
    package static var param: Atom { Atom(rawValue: 113) }
    package static var path: Atom { Atom(rawValue: 114) }
    package static var picture: Atom { Atom(rawValue: 115) }
    package static var plaintext: Atom { Atom(rawValue: 116) }
    package static var polygon: Atom { Atom(rawValue: 117) }
    package static var pre: Atom { Atom(rawValue: 118) }
    package static var progress: Atom { Atom(rawValue: 119) }
    package static var q: Atom { Atom(rawValue: 120) }
    package static var rb: Atom { Atom(rawValue: 121) }
    package static var rect: Atom { Atom(rawValue: 122) }
    package static var rp: Atom { Atom(rawValue: 123) }
    package static var rt: Atom { Atom(rawValue: 124) }
    package static var rtc: Atom { Atom(rawValue: 125) }
    package static var ruby: Atom { Atom(rawValue: 126) }
    package static var s: Atom { Atom(rawValue: 127) }
    package static var samp: Atom { Atom(rawValue: 128) }
    package static var script: Atom { Atom(rawValue: 129) }
    package static var search: Atom { Atom(rawValue: 130) }
    package static var section: Atom { Atom(rawValue: 131) }
    package static var select: Atom { Atom(rawValue: 132) }
    package static var selectedcontent: Atom { Atom(rawValue: 133) }
    package static var shadow: Atom { Atom(rawValue: 134) }
    package static var slot: Atom { Atom(rawValue: 135) }
    package static var small: Atom { Atom(rawValue: 136) }
    package static var source: Atom { Atom(rawValue: 137) }
    package static var spacer: Atom { Atom(rawValue: 138) }
    package static var span: Atom { Atom(rawValue: 139) }
    package static var strike: Atom { Atom(rawValue: 140) }
    package static var strong: Atom { Atom(rawValue: 141) }
    package static var style: Atom { Atom(rawValue: 142) }
    package static var sub: Atom { Atom(rawValue: 143) }
    package static var summary: Atom { Atom(rawValue: 144) }
    package static var sup: Atom { Atom(rawValue: 145) }
    package static var svg: Atom { Atom(rawValue: 146) }
    package static var symbol: Atom { Atom(rawValue: 147) }
    package static var table: Atom { Atom(rawValue: 148) }
    package static var tbody: Atom { Atom(rawValue: 149) }
    package static var td: Atom { Atom(rawValue: 150) }
    package static var template: Atom { Atom(rawValue: 151) }
    package static var text: Atom { Atom(rawValue: 152) }
    package static var textarea: Atom { Atom(rawValue: 153) }
    package static var tfoot: Atom { Atom(rawValue: 154) }
    package static var th: Atom { Atom(rawValue: 155) }
    package static var thead: Atom { Atom(rawValue: 156) }
    package static var time: Atom { Atom(rawValue: 157) }
    package static var title: Atom { Atom(rawValue: 158) }
    package static var tr: Atom { Atom(rawValue: 159) }
    package static var track: Atom { Atom(rawValue: 160) }
    package static var tt: Atom { Atom(rawValue: 161) }
    package static var u: Atom { Atom(rawValue: 162) }
    package static var ul: Atom { Atom(rawValue: 163) }
    package static var use: Atom { Atom(rawValue: 164) }
    package static var `var`: Atom { Atom(rawValue: 165) }
    package static var video: Atom { Atom(rawValue: 166) }
    package static var wbr: Atom { Atom(rawValue: 167) }
    package static var xmp: Atom { Atom(rawValue: 168) }
    package static var circle: Atom { Atom(rawValue: 169) }
    package static var accept: Atom { Atom(rawValue: 170) }
    package static var acceptCharset: Atom { Atom(rawValue: 171) }
    package static var accesskey: Atom { Atom(rawValue: 172) }
    package static var action: Atom { Atom(rawValue: 173) }
    package static var align: Atom { Atom(rawValue: 174) }
    package static var allow: Atom { Atom(rawValue: 175) }
    package static var alt: Atom { Atom(rawValue: 176) }
    package static var ariaDescribedby: Atom { Atom(rawValue: 177) }
    package static var ariaExpanded: Atom { Atom(rawValue: 178) }
    package static var ariaHidden: Atom { Atom(rawValue: 179) }
    package static var ariaLabel: Atom { Atom(rawValue: 180) }
    package static var ariaLabelledby: Atom { Atom(rawValue: 181) }
    package static var async: Atom { Atom(rawValue: 182) }
    package static var autocomplete: Atom { Atom(rawValue: 183) }
    package static var autofocus: Atom { Atom(rawValue: 184) }
    package static var background: Atom { Atom(rawValue: 185) }
    package static var bgcolor: Atom { Atom(rawValue: 186) }
    package static var border: Atom { Atom(rawValue: 187) }
    package static var cellpadding: Atom { Atom(rawValue: 188) }
    package static var cellspacing: Atom { Atom(rawValue: 189) }
    package static var charset: Atom { Atom(rawValue: 190) }
    package static var checked: Atom { Atom(rawValue: 191) }
    package static var `class`: Atom { Atom(rawValue: 192) }
    package static var color: Atom { Atom(rawValue: 193) }
    package static var cols: Atom { Atom(rawValue: 194) }
    package static var colspan: Atom { Atom(rawValue: 195) }
    package static var compact: Atom { Atom(rawValue: 196) }
    package static var contenteditable: Atom { Atom(rawValue: 197) }
    package static var controls: Atom { Atom(rawValue: 198) }
    package static var coords: Atom { Atom(rawValue: 199) }
    package static var crossorigin: Atom { Atom(rawValue: 200) }
    package static var dataId: Atom { Atom(rawValue: 201) }
    package static var dataSrc: Atom { Atom(rawValue: 202) }
    package static var dataTarget: Atom { Atom(rawValue: 203) }
    package static var dataToggle: Atom { Atom(rawValue: 204) }
    package static var dataUrl: Atom { Atom(rawValue: 205) }
    package static var datetime: Atom { Atom(rawValue: 206) }
    package static var decoding: Atom { Atom(rawValue: 207) }
    package static var `default`: Atom { Atom(rawValue: 208) }
    package static var `defer`: Atom { Atom(rawValue: 209) }
    package static var disabled: Atom { Atom(rawValue: 210) }
    package static var download: Atom { Atom(rawValue: 211) }
    package static var draggable: Atom { Atom(rawValue: 212) }
    package static var enctype: Atom { Atom(rawValue: 213) }
    package static var face: Atom { Atom(rawValue: 214) }
    package static var fetchpriority: Atom { Atom(rawValue: 215) }
    package static var `for`: Atom { Atom(rawValue: 216) }
    package static var formaction: Atom { Atom(rawValue: 217) }
    package static var frameborder: Atom { Atom(rawValue: 218) }
    package static var headers: Atom { Atom(rawValue: 219) }
    package static var height: Atom { Atom(rawValue: 220) }
    package static var hidden: Atom { Atom(rawValue: 221) }
    package static var href: Atom { Atom(rawValue: 222) }
    package static var hreflang: Atom { Atom(rawValue: 223) }
    package static var httpEquiv: Atom { Atom(rawValue: 224) }
    package static var id: Atom { Atom(rawValue: 225) }
    package static var imagesizes: Atom { Atom(rawValue: 226) }
    package static var imagesrcset: Atom { Atom(rawValue: 227) }
    package static var inputmode: Atom { Atom(rawValue: 228) }
    package static var integrity: Atom { Atom(rawValue: 229) }
    package static var `is`: Atom { Atom(rawValue: 230) }
    package static var itemid: Atom { Atom(rawValue: 231) }
    package static var itemprop: Atom { Atom(rawValue: 232) }
    package static var itemref: Atom { Atom(rawValue: 233) }
    package static var itemscope: Atom { Atom(rawValue: 234) }
    package static var itemtype: Atom { Atom(rawValue: 235) }
    package static var lang: Atom { Atom(rawValue: 236) }
    package static var language: Atom { Atom(rawValue: 237) }
    package static var list: Atom { Atom(rawValue: 238) }
    package static var loading: Atom { Atom(rawValue: 239) }
    package static var loop: Atom { Atom(rawValue: 240) }
    package static var marginheight: Atom { Atom(rawValue: 241) }
    package static var marginwidth: Atom { Atom(rawValue: 242) }
    package static var max: Atom { Atom(rawValue: 243) }
    package static var maxlength: Atom { Atom(rawValue: 244) }
    package static var media: Atom { Atom(rawValue: 245) }
    package static var method: Atom { Atom(rawValue: 246) }
    package static var min: Atom { Atom(rawValue: 247) }
    package static var minlength: Atom { Atom(rawValue: 248) }
    package static var multiple: Atom { Atom(rawValue: 249) }
    package static var name: Atom { Atom(rawValue: 250) }
    package static var nohref: Atom { Atom(rawValue: 251) }
    package static var nonce: Atom { Atom(rawValue: 252) }
    package static var novalidate: Atom { Atom(rawValue: 253) }
    package static var nowrap: Atom { Atom(rawValue: 254) }
    package static var onclick: Atom { Atom(rawValue: 255) }
    package static var onload: Atom { Atom(rawValue: 256) }
    package static var onsubmit: Atom { Atom(rawValue: 257) }
    package static var open: Atom { Atom(rawValue: 258) }
    package static var pattern: Atom { Atom(rawValue: 259) }
    package static var placeholder: Atom { Atom(rawValue: 260) }
    package static var poster: Atom { Atom(rawValue: 261) }
    package static var preload: Atom { Atom(rawValue: 262) }
    package static var property: Atom { Atom(rawValue: 263) }
    package static var readonly: Atom { Atom(rawValue: 264) }
    package static var referrerpolicy: Atom { Atom(rawValue: 265) }
    package static var rel: Atom { Atom(rawValue: 266) }
    package static var required: Atom { Atom(rawValue: 267) }
    package static var rev: Atom { Atom(rawValue: 268) }
    package static var role: Atom { Atom(rawValue: 269) }
    package static var rows: Atom { Atom(rawValue: 270) }
    package static var rowspan: Atom { Atom(rawValue: 271) }
    package static var rules: Atom { Atom(rawValue: 272) }
    package static var scope: Atom { Atom(rawValue: 273) }
    package static var scrolling: Atom { Atom(rawValue: 274) }
    package static var selected: Atom { Atom(rawValue: 275) }
    package static var shape: Atom { Atom(rawValue: 276) }
    package static var size: Atom { Atom(rawValue: 277) }
    package static var sizes: Atom { Atom(rawValue: 278) }
    package static var spellcheck: Atom { Atom(rawValue: 279) }
    package static var src: Atom { Atom(rawValue: 280) }
    package static var srcdoc: Atom { Atom(rawValue: 281) }
    package static var srcset: Atom { Atom(rawValue: 282) }
    package static var start: Atom { Atom(rawValue: 283) }
    package static var step: Atom { Atom(rawValue: 284) }
    package static var tabindex: Atom { Atom(rawValue: 285) }
    package static var target: Atom { Atom(rawValue: 286) }
    package static var translate: Atom { Atom(rawValue: 287) }
    package static var type: Atom { Atom(rawValue: 288) }
    package static var usemap: Atom { Atom(rawValue: 289) }
    package static var valign: Atom { Atom(rawValue: 290) }
    package static var value: Atom { Atom(rawValue: 291) }
    package static var vspace: Atom { Atom(rawValue: 292) }
    package static var width: Atom { Atom(rawValue: 293) }
    package static var wrap: Atom { Atom(rawValue: 294) }
    package static var xlinkHref: Atom { Atom(rawValue: 295) }
    package static var xmlLang: Atom { Atom(rawValue: 296) }
    package static var xmlns: Atom { Atom(rawValue: 297) }
    package static var xmlnsXlink: Atom { Atom(rawValue: 298) }
    package static var d: Atom { Atom(rawValue: 299) }
    package static var fill: Atom { Atom(rawValue: 300) }
    package static var stroke: Atom { Atom(rawValue: 301) }
    package static var viewbox: Atom { Atom(rawValue: 302) }
    package static var strokeWidth: Atom { Atom(rawValue: 303) }
    package static var transform: Atom { Atom(rawValue: 304) }
    package static var points: Atom { Atom(rawValue: 305) }
    package static var cx: Atom { Atom(rawValue: 306) }
    package static var cy: Atom { Atom(rawValue: 307) }
    package static var r: Atom { Atom(rawValue: 308) }
    package static var x: Atom { Atom(rawValue: 309) }
    package static var y: Atom { Atom(rawValue: 310) }
    package static var x1: Atom { Atom(rawValue: 311) }
    package static var x2: Atom { Atom(rawValue: 312) }
    package static var y1: Atom { Atom(rawValue: 313) }
    package static var y2: Atom { Atom(rawValue: 314) }
    package static var altGlyph: Atom { Atom(rawValue: 315) }
    package static var altGlyphDef: Atom { Atom(rawValue: 316) }
    package static var altGlyphItem: Atom { Atom(rawValue: 317) }
    package static var animateColor: Atom { Atom(rawValue: 318) }
    package static var animateMotion: Atom { Atom(rawValue: 319) }
    package static var animateTransform: Atom { Atom(rawValue: 320) }
    package static var clipPath: Atom { Atom(rawValue: 321) }
    package static var feBlend: Atom { Atom(rawValue: 322) }
    package static var feColorMatrix: Atom { Atom(rawValue: 323) }
    package static var feComponentTransfer: Atom { Atom(rawValue: 324) }
    package static var feComposite: Atom { Atom(rawValue: 325) }
    package static var feConvolveMatrix: Atom { Atom(rawValue: 326) }
    package static var feDiffuseLighting: Atom { Atom(rawValue: 327) }
    package static var feDisplacementMap: Atom { Atom(rawValue: 328) }
    package static var feDistantLight: Atom { Atom(rawValue: 329) }
    package static var feDropShadow: Atom { Atom(rawValue: 330) }
    package static var feFlood: Atom { Atom(rawValue: 331) }
    package static var feFuncA: Atom { Atom(rawValue: 332) }
    package static var feFuncB: Atom { Atom(rawValue: 333) }
    package static var feFuncG: Atom { Atom(rawValue: 334) }
    package static var feFuncR: Atom { Atom(rawValue: 335) }
    package static var feGaussianBlur: Atom { Atom(rawValue: 336) }
    package static var feImage: Atom { Atom(rawValue: 337) }
    package static var feMerge: Atom { Atom(rawValue: 338) }
    package static var feMergeNode: Atom { Atom(rawValue: 339) }
    package static var feMorphology: Atom { Atom(rawValue: 340) }
    package static var feOffset: Atom { Atom(rawValue: 341) }
    package static var fePointLight: Atom { Atom(rawValue: 342) }
    package static var feSpecularLighting: Atom { Atom(rawValue: 343) }
    package static var feSpotLight: Atom { Atom(rawValue: 344) }
    package static var feTile: Atom { Atom(rawValue: 345) }
    package static var feTurbulence: Atom { Atom(rawValue: 346) }
    package static var glyphRef: Atom { Atom(rawValue: 347) }
    package static var radialGradient: Atom { Atom(rawValue: 348) }
    package static var textPath: Atom { Atom(rawValue: 349) }
    package static var altglyph: Atom { Atom(rawValue: 350) }
    package static var altglyphdef: Atom { Atom(rawValue: 351) }
    package static var altglyphitem: Atom { Atom(rawValue: 352) }
    package static var animatecolor: Atom { Atom(rawValue: 353) }
    package static var animatemotion: Atom { Atom(rawValue: 354) }
    package static var animatetransform: Atom { Atom(rawValue: 355) }
    package static var clippath: Atom { Atom(rawValue: 356) }
    package static var feblend: Atom { Atom(rawValue: 357) }
    package static var fecolormatrix: Atom { Atom(rawValue: 358) }
    package static var fecomponenttransfer: Atom { Atom(rawValue: 359) }
    package static var fecomposite: Atom { Atom(rawValue: 360) }
    package static var feconvolvematrix: Atom { Atom(rawValue: 361) }
    package static var fediffuselighting: Atom { Atom(rawValue: 362) }
    package static var fedisplacementmap: Atom { Atom(rawValue: 363) }
    package static var fedistantlight: Atom { Atom(rawValue: 364) }
    package static var fedropshadow: Atom { Atom(rawValue: 365) }
    package static var feflood: Atom { Atom(rawValue: 366) }
    package static var fefunca: Atom { Atom(rawValue: 367) }
    package static var fefuncb: Atom { Atom(rawValue: 368) }
    package static var fefuncg: Atom { Atom(rawValue: 369) }
    package static var fefuncr: Atom { Atom(rawValue: 370) }
    package static var fegaussianblur: Atom { Atom(rawValue: 371) }
    package static var feimage: Atom { Atom(rawValue: 372) }
    package static var femerge: Atom { Atom(rawValue: 373) }
    package static var femergenode: Atom { Atom(rawValue: 374) }
    package static var femorphology: Atom { Atom(rawValue: 375) }
    package static var feoffset: Atom { Atom(rawValue: 376) }
    package static var fepointlight: Atom { Atom(rawValue: 377) }
    package static var fespecularlighting: Atom { Atom(rawValue: 378) }
    package static var fespotlight: Atom { Atom(rawValue: 379) }
    package static var fetile: Atom { Atom(rawValue: 380) }
    package static var feturbulence: Atom { Atom(rawValue: 381) }
    package static var foreignobject: Atom { Atom(rawValue: 382) }
    package static var glyphref: Atom { Atom(rawValue: 383) }
    package static var lineargradient: Atom { Atom(rawValue: 384) }
    package static var radialgradient: Atom { Atom(rawValue: 385) }
    package static var textpath: Atom { Atom(rawValue: 386) }
    package static var attributeName: Atom { Atom(rawValue: 387) }
    package static var attributeType: Atom { Atom(rawValue: 388) }
    package static var baseFrequency: Atom { Atom(rawValue: 389) }
    package static var baseProfile: Atom { Atom(rawValue: 390) }
    package static var calcMode: Atom { Atom(rawValue: 391) }
    package static var clipPathUnits: Atom { Atom(rawValue: 392) }
    package static var diffuseConstant: Atom { Atom(rawValue: 393) }
    package static var edgeMode: Atom { Atom(rawValue: 394) }
    package static var filterUnits: Atom { Atom(rawValue: 395) }
    package static var gradientTransform: Atom { Atom(rawValue: 396) }
    package static var gradientUnits: Atom { Atom(rawValue: 397) }
    package static var kernelMatrix: Atom { Atom(rawValue: 398) }
    package static var kernelUnitLength: Atom { Atom(rawValue: 399) }
    package static var keyPoints: Atom { Atom(rawValue: 400) }
    package static var keySplines: Atom { Atom(rawValue: 401) }
    package static var keyTimes: Atom { Atom(rawValue: 402) }
    package static var lengthAdjust: Atom { Atom(rawValue: 403) }
    package static var limitingConeAngle: Atom { Atom(rawValue: 404) }
    package static var markerHeight: Atom { Atom(rawValue: 405) }
    package static var markerUnits: Atom { Atom(rawValue: 406) }
    package static var markerWidth: Atom { Atom(rawValue: 407) }
    package static var maskContentUnits: Atom { Atom(rawValue: 408) }
    package static var maskUnits: Atom { Atom(rawValue: 409) }
    package static var numOctaves: Atom { Atom(rawValue: 410) }
    package static var pathLength: Atom { Atom(rawValue: 411) }
    package static var patternContentUnits: Atom { Atom(rawValue: 412) }
    package static var patternTransform: Atom { Atom(rawValue: 413) }
    package static var patternUnits: Atom { Atom(rawValue: 414) }
    package static var pointsAtX: Atom { Atom(rawValue: 415) }
    package static var pointsAtY: Atom { Atom(rawValue: 416) }
    package static var pointsAtZ: Atom { Atom(rawValue: 417) }
    package static var preserveAlpha: Atom { Atom(rawValue: 418) }
    package static var preserveAspectRatio: Atom { Atom(rawValue: 419) }
    package static var primitiveUnits: Atom { Atom(rawValue: 420) }
    package static var refX: Atom { Atom(rawValue: 421) }
    package static var refY: Atom { Atom(rawValue: 422) }
    package static var repeatCount: Atom { Atom(rawValue: 423) }
    package static var repeatDur: Atom { Atom(rawValue: 424) }
    package static var requiredExtensions: Atom { Atom(rawValue: 425) }
    package static var requiredFeatures: Atom { Atom(rawValue: 426) }
    package static var specularConstant: Atom { Atom(rawValue: 427) }
    package static var specularExponent: Atom { Atom(rawValue: 428) }
    package static var spreadMethod: Atom { Atom(rawValue: 429) }
    package static var startOffset: Atom { Atom(rawValue: 430) }
    package static var stdDeviation: Atom { Atom(rawValue: 431) }
    package static var stitchTiles: Atom { Atom(rawValue: 432) }
    package static var surfaceScale: Atom { Atom(rawValue: 433) }
    package static var systemLanguage: Atom { Atom(rawValue: 434) }
    package static var tableValues: Atom { Atom(rawValue: 435) }
    package static var targetX: Atom { Atom(rawValue: 436) }
    package static var targetY: Atom { Atom(rawValue: 437) }
    package static var textLength: Atom { Atom(rawValue: 438) }
    package static var viewBox: Atom { Atom(rawValue: 439) }
    package static var viewTarget: Atom { Atom(rawValue: 440) }
    package static var xChannelSelector: Atom { Atom(rawValue: 441) }
    package static var yChannelSelector: Atom { Atom(rawValue: 442) }
    package static var zoomAndPan: Atom { Atom(rawValue: 443) }
    package static var attributename: Atom { Atom(rawValue: 444) }
    package static var attributetype: Atom { Atom(rawValue: 445) }
    package static var basefrequency: Atom { Atom(rawValue: 446) }
    package static var baseprofile: Atom { Atom(rawValue: 447) }
    package static var calcmode: Atom { Atom(rawValue: 448) }
    package static var clippathunits: Atom { Atom(rawValue: 449) }
    package static var diffuseconstant: Atom { Atom(rawValue: 450) }
    package static var edgemode: Atom { Atom(rawValue: 451) }
    package static var filterunits: Atom { Atom(rawValue: 452) }
    package static var gradienttransform: Atom { Atom(rawValue: 453) }
    package static var gradientunits: Atom { Atom(rawValue: 454) }
    package static var kernelmatrix: Atom { Atom(rawValue: 455) }
    package static var kernelunitlength: Atom { Atom(rawValue: 456) }
    package static var keypoints: Atom { Atom(rawValue: 457) }
    package static var keysplines: Atom { Atom(rawValue: 458) }
    package static var keytimes: Atom { Atom(rawValue: 459) }
    package static var lengthadjust: Atom { Atom(rawValue: 460) }
    package static var limitingconeangle: Atom { Atom(rawValue: 461) }
    package static var markerheight: Atom { Atom(rawValue: 462) }
    package static var markerunits: Atom { Atom(rawValue: 463) }
    package static var markerwidth: Atom { Atom(rawValue: 464) }
    package static var maskcontentunits: Atom { Atom(rawValue: 465) }
    package static var maskunits: Atom { Atom(rawValue: 466) }
    package static var numoctaves: Atom { Atom(rawValue: 467) }
    package static var pathlength: Atom { Atom(rawValue: 468) }
    package static var patterncontentunits: Atom { Atom(rawValue: 469) }
    package static var patterntransform: Atom { Atom(rawValue: 470) }
    package static var patternunits: Atom { Atom(rawValue: 471) }
    package static var pointsatx: Atom { Atom(rawValue: 472) }
    package static var pointsaty: Atom { Atom(rawValue: 473) }
    package static var pointsatz: Atom { Atom(rawValue: 474) }
    package static var preservealpha: Atom { Atom(rawValue: 475) }
    package static var preserveaspectratio: Atom { Atom(rawValue: 476) }
    package static var primitiveunits: Atom { Atom(rawValue: 477) }
    package static var refx: Atom { Atom(rawValue: 478) }
    package static var refy: Atom { Atom(rawValue: 479) }
    package static var repeatcount: Atom { Atom(rawValue: 480) }
    package static var repeatdur: Atom { Atom(rawValue: 481) }
    package static var requiredextensions: Atom { Atom(rawValue: 482) }
    package static var requiredfeatures: Atom { Atom(rawValue: 483) }
    package static var specularconstant: Atom { Atom(rawValue: 484) }
    package static var specularexponent: Atom { Atom(rawValue: 485) }
    package static var spreadmethod: Atom { Atom(rawValue: 486) }
    package static var startoffset: Atom { Atom(rawValue: 487) }
    package static var stddeviation: Atom { Atom(rawValue: 488) }
    package static var stitchtiles: Atom { Atom(rawValue: 489) }
    package static var surfacescale: Atom { Atom(rawValue: 490) }
    package static var systemlanguage: Atom { Atom(rawValue: 491) }
    package static var tablevalues: Atom { Atom(rawValue: 492) }
    package static var targetx: Atom { Atom(rawValue: 493) }
    package static var targety: Atom { Atom(rawValue: 494) }
    package static var textlength: Atom { Atom(rawValue: 495) }
    package static var viewtarget: Atom { Atom(rawValue: 496) }
    package static var xchannelselector: Atom { Atom(rawValue: 497) }
    package static var ychannelselector: Atom { Atom(rawValue: 498) }
    package static var zoomandpan: Atom { Atom(rawValue: 499) }
    package static var definitionurl: Atom { Atom(rawValue: 500) }
    package static var definitionURL: Atom { Atom(rawValue: 501) }
    package static var xlinkActuate: Atom { Atom(rawValue: 502) }
    package static var xlinkArcrole: Atom { Atom(rawValue: 503) }
    package static var xlinkRole: Atom { Atom(rawValue: 504) }
    package static var xlinkShow: Atom { Atom(rawValue: 505) }
    package static var xlinkTitle: Atom { Atom(rawValue: 506) }
    package static var xlinkType: Atom { Atom(rawValue: 507) }
    package static var xmlSpace: Atom { Atom(rawValue: 508) }
    package static var encoding: Atom { Atom(rawValue: 509) }
}

extension Atom {
    /// The texts of the constants, in the order of their values, one a line.
    static let knownTexts: StaticString = """
        a
        abbr
        acronym
        address
        annotation-xml
        applet
        area
        article
        aside
        audio
        b
        base
        basefont
        bdi
        bdo
        bgsound
        big
        blink
        blockquote
        body
        br
        button
        canvas
        caption
        center
        cite
        code
        col
        colgroup
        command
        content
        data
        datalist
        dd
        defs
        del
        desc
        details
        dfn
        dialog
        dir
        div
        dl
        dt
        em
        embed
        fieldset
        figcaption
        figure
        font
        footer
        foreignObject
        form
        frame
        frameset
        g
        h1
        h2
        h3
        h4
        h5
        h6
        head
        header
        hgroup
        hr
        html
        i
        iframe
        image
        img
        input
        ins
        isindex
        kbd
        keygen
        label
        legend
        li
        line
        linearGradient
        link
        listing
        main
        malignmark
        map
        mark
        marquee
        math
        menu
        menuitem
        meta
        metadata
        meter
        mglyph
        mi
        mn
        mo
        ms
        mtext
        multicol
        nav
        nextid
        nobr
        noembed
        noframes
        noscript
        object
        ol
        optgroup
        option
        output
        p
        param
        path
        picture
        plaintext
        polygon
        pre
        progress
        q
        rb
        rect
        rp
        rt
        rtc
        ruby
        s
        samp
        script
        search
        section
        select
        selectedcontent
        shadow
        slot
        small
        source
        spacer
        span
        strike
        strong
        style
        sub
        summary
        sup
        svg
        symbol
        table
        tbody
        td
        template
        text
        textarea
        tfoot
        th
        thead
        time
        title
        tr
        track
        tt
        u
        ul
        use
        var
        video
        wbr
        xmp
        circle
        accept
        accept-charset
        accesskey
        action
        align
        allow
        alt
        aria-describedby
        aria-expanded
        aria-hidden
        aria-label
        aria-labelledby
        async
        autocomplete
        autofocus
        background
        bgcolor
        border
        cellpadding
        cellspacing
        charset
        checked
        class
        color
        cols
        colspan
        compact
        contenteditable
        controls
        coords
        crossorigin
        data-id
        data-src
        data-target
        data-toggle
        data-url
        datetime
        decoding
        default
        defer
        disabled
        download
        draggable
        enctype
        face
        fetchpriority
        for
        formaction
        frameborder
        headers
        height
        hidden
        href
        hreflang
        http-equiv
        id
        imagesizes
        imagesrcset
        inputmode
        integrity
        is
        itemid
        itemprop
        itemref
        itemscope
        itemtype
        lang
        language
        list
        loading
        loop
        marginheight
        marginwidth
        max
        maxlength
        media
        method
        min
        minlength
        multiple
        name
        nohref
        nonce
        novalidate
        nowrap
        onclick
        onload
        onsubmit
        open
        pattern
        placeholder
        poster
        preload
        property
        readonly
        referrerpolicy
        rel
        required
        rev
        role
        rows
        rowspan
        rules
        scope
        scrolling
        selected
        shape
        size
        sizes
        spellcheck
        src
        srcdoc
        srcset
        start
        step
        tabindex
        target
        translate
        type
        usemap
        valign
        value
        vspace
        width
        wrap
        xlink:href
        xml:lang
        xmlns
        xmlns:xlink
        d
        fill
        stroke
        viewbox
        stroke-width
        transform
        points
        cx
        cy
        r
        x
        y
        x1
        x2
        y1
        y2
        altGlyph
        altGlyphDef
        altGlyphItem
        animateColor
        animateMotion
        animateTransform
        clipPath
        feBlend
        feColorMatrix
        feComponentTransfer
        feComposite
        feConvolveMatrix
        feDiffuseLighting
        feDisplacementMap
        feDistantLight
        feDropShadow
        feFlood
        feFuncA
        feFuncB
        feFuncG
        feFuncR
        feGaussianBlur
        feImage
        feMerge
        feMergeNode
        feMorphology
        feOffset
        fePointLight
        feSpecularLighting
        feSpotLight
        feTile
        feTurbulence
        glyphRef
        radialGradient
        textPath
        altglyph
        altglyphdef
        altglyphitem
        animatecolor
        animatemotion
        animatetransform
        clippath
        feblend
        fecolormatrix
        fecomponenttransfer
        fecomposite
        feconvolvematrix
        fediffuselighting
        fedisplacementmap
        fedistantlight
        fedropshadow
        feflood
        fefunca
        fefuncb
        fefuncg
        fefuncr
        fegaussianblur
        feimage
        femerge
        femergenode
        femorphology
        feoffset
        fepointlight
        fespecularlighting
        fespotlight
        fetile
        feturbulence
        foreignobject
        glyphref
        lineargradient
        radialgradient
        textpath
        attributeName
        attributeType
        baseFrequency
        baseProfile
        calcMode
        clipPathUnits
        diffuseConstant
        edgeMode
        filterUnits
        gradientTransform
        gradientUnits
        kernelMatrix
        kernelUnitLength
        keyPoints
        keySplines
        keyTimes
        lengthAdjust
        limitingConeAngle
        markerHeight
        markerUnits
        markerWidth
        maskContentUnits
        maskUnits
        numOctaves
        pathLength
        patternContentUnits
        patternTransform
        patternUnits
        pointsAtX
        pointsAtY
        pointsAtZ
        preserveAlpha
        preserveAspectRatio
        primitiveUnits
        refX
        refY
        repeatCount
        repeatDur
        requiredExtensions
        requiredFeatures
        specularConstant
        specularExponent
        spreadMethod
        startOffset
        stdDeviation
        stitchTiles
        surfaceScale
        systemLanguage
        tableValues
        targetX
        targetY
        textLength
        viewBox
        viewTarget
        xChannelSelector
        yChannelSelector
        zoomAndPan
        attributename
        attributetype
        basefrequency
        baseprofile
        calcmode
        clippathunits
        diffuseconstant
        edgemode
        filterunits
        gradienttransform
        gradientunits
        kernelmatrix
        kernelunitlength
        keypoints
        keysplines
        keytimes
        lengthadjust
        limitingconeangle
        markerheight
        markerunits
        markerwidth
        maskcontentunits
        maskunits
        numoctaves
        pathlength
        patterncontentunits
        patterntransform
        patternunits
        pointsatx
        pointsaty
        pointsatz
        preservealpha
        preserveaspectratio
        primitiveunits
        refx
        refy
        repeatcount
        repeatdur
        requiredextensions
        requiredfeatures
        specularconstant
        specularexponent
        spreadmethod
        startoffset
        stddeviation
        stitchtiles
        surfacescale
        systemlanguage
        tablevalues
        targetx
        targety
        textlength
        viewtarget
        xchannelselector
        ychannelselector
        zoomandpan
        definitionurl
        definitionURL
        xlink:actuate
        xlink:arcrole
        xlink:role
        xlink:show
        xlink:title
        xlink:type
        xml:space
        encoding
        """

    /// The lower-case names that SVG writes with capitals, and what it writes: tags.
    static func svgTag(_ lower: Atom) -> Atom {
        switch lower {
        case .altglyph: .altGlyph
        case .altglyphdef: .altGlyphDef
        case .altglyphitem: .altGlyphItem
        case .animatecolor: .animateColor
        case .animatemotion: .animateMotion
        case .animatetransform: .animateTransform
        case .clippath: .clipPath
        case .feblend: .feBlend
        case .fecolormatrix: .feColorMatrix
        case .fecomponenttransfer: .feComponentTransfer
        case .fecomposite: .feComposite
        case .feconvolvematrix: .feConvolveMatrix
        case .fediffuselighting: .feDiffuseLighting
        case .fedisplacementmap: .feDisplacementMap
        case .fedistantlight: .feDistantLight
        case .fedropshadow: .feDropShadow
        case .feflood: .feFlood
        case .fefunca: .feFuncA
        case .fefuncb: .feFuncB
        case .fefuncg: .feFuncG
        case .fefuncr: .feFuncR
        case .fegaussianblur: .feGaussianBlur
        case .feimage: .feImage
        case .femerge: .feMerge
        case .femergenode: .feMergeNode
        case .femorphology: .feMorphology
        case .feoffset: .feOffset
        case .fepointlight: .fePointLight
        case .fespecularlighting: .feSpecularLighting
        case .fespotlight: .feSpotLight
        case .fetile: .feTile
        case .feturbulence: .feTurbulence
        case .foreignobject: .foreignObject
        case .glyphref: .glyphRef
        case .lineargradient: .linearGradient
        case .radialgradient: .radialGradient
        case .textpath: .textPath
        default: lower
        }
    }

    /// The same for SVG's attributes.
    static func svgAttribute(_ lower: Atom) -> Atom {
        switch lower {
        case .attributename: .attributeName
        case .attributetype: .attributeType
        case .basefrequency: .baseFrequency
        case .baseprofile: .baseProfile
        case .calcmode: .calcMode
        case .clippathunits: .clipPathUnits
        case .diffuseconstant: .diffuseConstant
        case .edgemode: .edgeMode
        case .filterunits: .filterUnits
        case .glyphref: .glyphRef
        case .gradienttransform: .gradientTransform
        case .gradientunits: .gradientUnits
        case .kernelmatrix: .kernelMatrix
        case .kernelunitlength: .kernelUnitLength
        case .keypoints: .keyPoints
        case .keysplines: .keySplines
        case .keytimes: .keyTimes
        case .lengthadjust: .lengthAdjust
        case .limitingconeangle: .limitingConeAngle
        case .markerheight: .markerHeight
        case .markerunits: .markerUnits
        case .markerwidth: .markerWidth
        case .maskcontentunits: .maskContentUnits
        case .maskunits: .maskUnits
        case .numoctaves: .numOctaves
        case .pathlength: .pathLength
        case .patterncontentunits: .patternContentUnits
        case .patterntransform: .patternTransform
        case .patternunits: .patternUnits
        case .pointsatx: .pointsAtX
        case .pointsaty: .pointsAtY
        case .pointsatz: .pointsAtZ
        case .preservealpha: .preserveAlpha
        case .preserveaspectratio: .preserveAspectRatio
        case .primitiveunits: .primitiveUnits
        case .refx: .refX
        case .refy: .refY
        case .repeatcount: .repeatCount
        case .repeatdur: .repeatDur
        case .requiredextensions: .requiredExtensions
        case .requiredfeatures: .requiredFeatures
        case .specularconstant: .specularConstant
        case .specularexponent: .specularExponent
        case .spreadmethod: .spreadMethod
        case .startoffset: .startOffset
        case .stddeviation: .stdDeviation
        case .stitchtiles: .stitchTiles
        case .surfacescale: .surfaceScale
        case .systemlanguage: .systemLanguage
        case .tablevalues: .tableValues
        case .targetx: .targetX
        case .targety: .targetY
        case .textlength: .textLength
        case .viewbox: .viewBox
        case .viewtarget: .viewTarget
        case .xchannelselector: .xChannelSelector
        case .ychannelselector: .yChannelSelector
        case .zoomandpan: .zoomAndPan
        default: lower
        }
    }
}
