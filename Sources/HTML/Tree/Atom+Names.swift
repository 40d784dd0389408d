/// Names that HTML, SVG and MathML know, as constants. Generated from the standards' lists; the order is the value.
extension Atom {
    @inlinable public static var a: Atom { Atom(rawValue: 0) }
    @inlinable public static var abbr: Atom { Atom(rawValue: 1) }
    @inlinable public static var acronym: Atom { Atom(rawValue: 2) }
    @inlinable public static var address: Atom { Atom(rawValue: 3) }
    @inlinable public static var annotationXml: Atom { Atom(rawValue: 4) }
    @inlinable public static var applet: Atom { Atom(rawValue: 5) }
    @inlinable public static var area: Atom { Atom(rawValue: 6) }
    @inlinable public static var article: Atom { Atom(rawValue: 7) }
    @inlinable public static var aside: Atom { Atom(rawValue: 8) }
    @inlinable public static var audio: Atom { Atom(rawValue: 9) }
    @inlinable public static var b: Atom { Atom(rawValue: 10) }
    @inlinable public static var base: Atom { Atom(rawValue: 11) }
    @inlinable public static var basefont: Atom { Atom(rawValue: 12) }
    @inlinable public static var bdi: Atom { Atom(rawValue: 13) }
    @inlinable public static var bdo: Atom { Atom(rawValue: 14) }
    @inlinable public static var bgsound: Atom { Atom(rawValue: 15) }
    @inlinable public static var big: Atom { Atom(rawValue: 16) }
    @inlinable public static var blink: Atom { Atom(rawValue: 17) }
    @inlinable public static var blockquote: Atom { Atom(rawValue: 18) }
    @inlinable public static var body: Atom { Atom(rawValue: 19) }
    @inlinable public static var br: Atom { Atom(rawValue: 20) }
    @inlinable public static var button: Atom { Atom(rawValue: 21) }
    @inlinable public static var canvas: Atom { Atom(rawValue: 22) }
    @inlinable public static var caption: Atom { Atom(rawValue: 23) }
    @inlinable public static var center: Atom { Atom(rawValue: 24) }
    @inlinable public static var cite: Atom { Atom(rawValue: 25) }
    @inlinable public static var code: Atom { Atom(rawValue: 26) }
    @inlinable public static var col: Atom { Atom(rawValue: 27) }
    @inlinable public static var colgroup: Atom { Atom(rawValue: 28) }
    @inlinable public static var command: Atom { Atom(rawValue: 29) }
    @inlinable public static var content: Atom { Atom(rawValue: 30) }
    @inlinable public static var data: Atom { Atom(rawValue: 31) }
    @inlinable public static var datalist: Atom { Atom(rawValue: 32) }
    @inlinable public static var dd: Atom { Atom(rawValue: 33) }
    @inlinable public static var defs: Atom { Atom(rawValue: 34) }
    @inlinable public static var del: Atom { Atom(rawValue: 35) }
    @inlinable public static var desc: Atom { Atom(rawValue: 36) }
    @inlinable public static var details: Atom { Atom(rawValue: 37) }
    @inlinable public static var dfn: Atom { Atom(rawValue: 38) }
    @inlinable public static var dialog: Atom { Atom(rawValue: 39) }
    @inlinable public static var dir: Atom { Atom(rawValue: 40) }
    @inlinable public static var div: Atom { Atom(rawValue: 41) }
    @inlinable public static var dl: Atom { Atom(rawValue: 42) }
    @inlinable public static var dt: Atom { Atom(rawValue: 43) }
    @inlinable public static var em: Atom { Atom(rawValue: 44) }
    @inlinable public static var embed: Atom { Atom(rawValue: 45) }
    @inlinable public static var fieldset: Atom { Atom(rawValue: 46) }
    @inlinable public static var figcaption: Atom { Atom(rawValue: 47) }
    @inlinable public static var figure: Atom { Atom(rawValue: 48) }
    @inlinable public static var font: Atom { Atom(rawValue: 49) }
    @inlinable public static var footer: Atom { Atom(rawValue: 50) }
    @inlinable public static var foreignObject: Atom { Atom(rawValue: 51) }
    @inlinable public static var form: Atom { Atom(rawValue: 52) }
    @inlinable public static var frame: Atom { Atom(rawValue: 53) }
    @inlinable public static var frameset: Atom { Atom(rawValue: 54) }
    @inlinable public static var g: Atom { Atom(rawValue: 55) }
    @inlinable public static var h1: Atom { Atom(rawValue: 56) }
    @inlinable public static var h2: Atom { Atom(rawValue: 57) }
    @inlinable public static var h3: Atom { Atom(rawValue: 58) }
    @inlinable public static var h4: Atom { Atom(rawValue: 59) }
    @inlinable public static var h5: Atom { Atom(rawValue: 60) }
    @inlinable public static var h6: Atom { Atom(rawValue: 61) }
    @inlinable public static var head: Atom { Atom(rawValue: 62) }
    @inlinable public static var header: Atom { Atom(rawValue: 63) }
    @inlinable public static var hgroup: Atom { Atom(rawValue: 64) }
    @inlinable public static var hr: Atom { Atom(rawValue: 65) }
    @inlinable public static var html: Atom { Atom(rawValue: 66) }
    @inlinable public static var i: Atom { Atom(rawValue: 67) }
    @inlinable public static var iframe: Atom { Atom(rawValue: 68) }
    @inlinable public static var image: Atom { Atom(rawValue: 69) }
    @inlinable public static var img: Atom { Atom(rawValue: 70) }
    @inlinable public static var input: Atom { Atom(rawValue: 71) }
    @inlinable public static var ins: Atom { Atom(rawValue: 72) }
    @inlinable public static var isindex: Atom { Atom(rawValue: 73) }
    @inlinable public static var kbd: Atom { Atom(rawValue: 74) }
    @inlinable public static var keygen: Atom { Atom(rawValue: 75) }
    @inlinable public static var label: Atom { Atom(rawValue: 76) }
    @inlinable public static var legend: Atom { Atom(rawValue: 77) }
    @inlinable public static var li: Atom { Atom(rawValue: 78) }
    @inlinable public static var line: Atom { Atom(rawValue: 79) }
    @inlinable public static var linearGradient: Atom { Atom(rawValue: 80) }
    @inlinable public static var link: Atom { Atom(rawValue: 81) }
    @inlinable public static var listing: Atom { Atom(rawValue: 82) }
    @inlinable public static var main: Atom { Atom(rawValue: 83) }
    @inlinable public static var malignmark: Atom { Atom(rawValue: 84) }
    @inlinable public static var map: Atom { Atom(rawValue: 85) }
    @inlinable public static var mark: Atom { Atom(rawValue: 86) }
    @inlinable public static var marquee: Atom { Atom(rawValue: 87) }
    @inlinable public static var math: Atom { Atom(rawValue: 88) }
    @inlinable public static var menu: Atom { Atom(rawValue: 89) }
    @inlinable public static var menuitem: Atom { Atom(rawValue: 90) }
    @inlinable public static var meta: Atom { Atom(rawValue: 91) }
    @inlinable public static var metadata: Atom { Atom(rawValue: 92) }
    @inlinable public static var meter: Atom { Atom(rawValue: 93) }
    @inlinable public static var mglyph: Atom { Atom(rawValue: 94) }
    @inlinable public static var mi: Atom { Atom(rawValue: 95) }
    @inlinable public static var mn: Atom { Atom(rawValue: 96) }
    @inlinable public static var mo: Atom { Atom(rawValue: 97) }
    @inlinable public static var ms: Atom { Atom(rawValue: 98) }
    @inlinable public static var mtext: Atom { Atom(rawValue: 99) }
    @inlinable public static var multicol: Atom { Atom(rawValue: 100) }
    @inlinable public static var nav: Atom { Atom(rawValue: 101) }
    @inlinable public static var nextid: Atom { Atom(rawValue: 102) }
    @inlinable public static var nobr: Atom { Atom(rawValue: 103) }
    @inlinable public static var noembed: Atom { Atom(rawValue: 104) }
    @inlinable public static var noframes: Atom { Atom(rawValue: 105) }
    @inlinable public static var noscript: Atom { Atom(rawValue: 106) }
    @inlinable public static var object: Atom { Atom(rawValue: 107) }
    @inlinable public static var ol: Atom { Atom(rawValue: 108) }
    @inlinable public static var optgroup: Atom { Atom(rawValue: 109) }
    @inlinable public static var option: Atom { Atom(rawValue: 110) }
    @inlinable public static var output: Atom { Atom(rawValue: 111) }
    @inlinable public static var p: Atom { Atom(rawValue: 112) }
    @inlinable public static var param: Atom { Atom(rawValue: 113) }
    @inlinable public static var path: Atom { Atom(rawValue: 114) }
    @inlinable public static var picture: Atom { Atom(rawValue: 115) }
    @inlinable public static var plaintext: Atom { Atom(rawValue: 116) }
    @inlinable public static var polygon: Atom { Atom(rawValue: 117) }
    @inlinable public static var pre: Atom { Atom(rawValue: 118) }
    @inlinable public static var progress: Atom { Atom(rawValue: 119) }
    @inlinable public static var q: Atom { Atom(rawValue: 120) }
    @inlinable public static var rb: Atom { Atom(rawValue: 121) }
    @inlinable public static var rect: Atom { Atom(rawValue: 122) }
    @inlinable public static var rp: Atom { Atom(rawValue: 123) }
    @inlinable public static var rt: Atom { Atom(rawValue: 124) }
    @inlinable public static var rtc: Atom { Atom(rawValue: 125) }
    @inlinable public static var ruby: Atom { Atom(rawValue: 126) }
    @inlinable public static var s: Atom { Atom(rawValue: 127) }
    @inlinable public static var samp: Atom { Atom(rawValue: 128) }
    @inlinable public static var script: Atom { Atom(rawValue: 129) }
    @inlinable public static var search: Atom { Atom(rawValue: 130) }
    @inlinable public static var section: Atom { Atom(rawValue: 131) }
    @inlinable public static var select: Atom { Atom(rawValue: 132) }
    @inlinable public static var selectedcontent: Atom { Atom(rawValue: 133) }
    @inlinable public static var shadow: Atom { Atom(rawValue: 134) }
    @inlinable public static var slot: Atom { Atom(rawValue: 135) }
    @inlinable public static var small: Atom { Atom(rawValue: 136) }
    @inlinable public static var source: Atom { Atom(rawValue: 137) }
    @inlinable public static var spacer: Atom { Atom(rawValue: 138) }
    @inlinable public static var span: Atom { Atom(rawValue: 139) }
    @inlinable public static var strike: Atom { Atom(rawValue: 140) }
    @inlinable public static var strong: Atom { Atom(rawValue: 141) }
    @inlinable public static var style: Atom { Atom(rawValue: 142) }
    @inlinable public static var sub: Atom { Atom(rawValue: 143) }
    @inlinable public static var summary: Atom { Atom(rawValue: 144) }
    @inlinable public static var sup: Atom { Atom(rawValue: 145) }
    @inlinable public static var svg: Atom { Atom(rawValue: 146) }
    @inlinable public static var symbol: Atom { Atom(rawValue: 147) }
    @inlinable public static var table: Atom { Atom(rawValue: 148) }
    @inlinable public static var tbody: Atom { Atom(rawValue: 149) }
    @inlinable public static var td: Atom { Atom(rawValue: 150) }
    @inlinable public static var template: Atom { Atom(rawValue: 151) }
    @inlinable public static var text: Atom { Atom(rawValue: 152) }
    @inlinable public static var textarea: Atom { Atom(rawValue: 153) }
    @inlinable public static var tfoot: Atom { Atom(rawValue: 154) }
    @inlinable public static var th: Atom { Atom(rawValue: 155) }
    @inlinable public static var thead: Atom { Atom(rawValue: 156) }
    @inlinable public static var time: Atom { Atom(rawValue: 157) }
    @inlinable public static var title: Atom { Atom(rawValue: 158) }
    @inlinable public static var tr: Atom { Atom(rawValue: 159) }
    @inlinable public static var track: Atom { Atom(rawValue: 160) }
    @inlinable public static var tt: Atom { Atom(rawValue: 161) }
    @inlinable public static var u: Atom { Atom(rawValue: 162) }
    @inlinable public static var ul: Atom { Atom(rawValue: 163) }
    @inlinable public static var use: Atom { Atom(rawValue: 164) }
    @inlinable public static var `var`: Atom { Atom(rawValue: 165) }
    @inlinable public static var video: Atom { Atom(rawValue: 166) }
    @inlinable public static var wbr: Atom { Atom(rawValue: 167) }
    @inlinable public static var xmp: Atom { Atom(rawValue: 168) }
    @inlinable public static var circle: Atom { Atom(rawValue: 169) }
    @inlinable public static var accept: Atom { Atom(rawValue: 170) }
    @inlinable public static var acceptCharset: Atom { Atom(rawValue: 171) }
    @inlinable public static var accesskey: Atom { Atom(rawValue: 172) }
    @inlinable public static var action: Atom { Atom(rawValue: 173) }
    @inlinable public static var align: Atom { Atom(rawValue: 174) }
    @inlinable public static var allow: Atom { Atom(rawValue: 175) }
    @inlinable public static var alt: Atom { Atom(rawValue: 176) }
    @inlinable public static var ariaDescribedby: Atom { Atom(rawValue: 177) }
    @inlinable public static var ariaExpanded: Atom { Atom(rawValue: 178) }
    @inlinable public static var ariaHidden: Atom { Atom(rawValue: 179) }
    @inlinable public static var ariaLabel: Atom { Atom(rawValue: 180) }
    @inlinable public static var ariaLabelledby: Atom { Atom(rawValue: 181) }
    @inlinable public static var async: Atom { Atom(rawValue: 182) }
    @inlinable public static var autocomplete: Atom { Atom(rawValue: 183) }
    @inlinable public static var autofocus: Atom { Atom(rawValue: 184) }
    @inlinable public static var background: Atom { Atom(rawValue: 185) }
    @inlinable public static var bgcolor: Atom { Atom(rawValue: 186) }
    @inlinable public static var border: Atom { Atom(rawValue: 187) }
    @inlinable public static var cellpadding: Atom { Atom(rawValue: 188) }
    @inlinable public static var cellspacing: Atom { Atom(rawValue: 189) }
    @inlinable public static var charset: Atom { Atom(rawValue: 190) }
    @inlinable public static var checked: Atom { Atom(rawValue: 191) }
    @inlinable public static var `class`: Atom { Atom(rawValue: 192) }
    @inlinable public static var color: Atom { Atom(rawValue: 193) }
    @inlinable public static var cols: Atom { Atom(rawValue: 194) }
    @inlinable public static var colspan: Atom { Atom(rawValue: 195) }
    @inlinable public static var compact: Atom { Atom(rawValue: 196) }
    @inlinable public static var contenteditable: Atom { Atom(rawValue: 197) }
    @inlinable public static var controls: Atom { Atom(rawValue: 198) }
    @inlinable public static var coords: Atom { Atom(rawValue: 199) }
    @inlinable public static var crossorigin: Atom { Atom(rawValue: 200) }
    @inlinable public static var dataId: Atom { Atom(rawValue: 201) }
    @inlinable public static var dataSrc: Atom { Atom(rawValue: 202) }
    @inlinable public static var dataTarget: Atom { Atom(rawValue: 203) }
    @inlinable public static var dataToggle: Atom { Atom(rawValue: 204) }
    @inlinable public static var dataUrl: Atom { Atom(rawValue: 205) }
    @inlinable public static var datetime: Atom { Atom(rawValue: 206) }
    @inlinable public static var decoding: Atom { Atom(rawValue: 207) }
    @inlinable public static var `default`: Atom { Atom(rawValue: 208) }
    @inlinable public static var `defer`: Atom { Atom(rawValue: 209) }
    @inlinable public static var disabled: Atom { Atom(rawValue: 210) }
    @inlinable public static var download: Atom { Atom(rawValue: 211) }
    @inlinable public static var draggable: Atom { Atom(rawValue: 212) }
    @inlinable public static var enctype: Atom { Atom(rawValue: 213) }
    @inlinable public static var face: Atom { Atom(rawValue: 214) }
    @inlinable public static var fetchpriority: Atom { Atom(rawValue: 215) }
    @inlinable public static var `for`: Atom { Atom(rawValue: 216) }
    @inlinable public static var formaction: Atom { Atom(rawValue: 217) }
    @inlinable public static var frameborder: Atom { Atom(rawValue: 218) }
    @inlinable public static var headers: Atom { Atom(rawValue: 219) }
    @inlinable public static var height: Atom { Atom(rawValue: 220) }
    @inlinable public static var hidden: Atom { Atom(rawValue: 221) }
    @inlinable public static var href: Atom { Atom(rawValue: 222) }
    @inlinable public static var hreflang: Atom { Atom(rawValue: 223) }
    @inlinable public static var httpEquiv: Atom { Atom(rawValue: 224) }
    @inlinable public static var id: Atom { Atom(rawValue: 225) }
    @inlinable public static var imagesizes: Atom { Atom(rawValue: 226) }
    @inlinable public static var imagesrcset: Atom { Atom(rawValue: 227) }
    @inlinable public static var inputmode: Atom { Atom(rawValue: 228) }
    @inlinable public static var integrity: Atom { Atom(rawValue: 229) }
    @inlinable public static var `is`: Atom { Atom(rawValue: 230) }
    @inlinable public static var itemid: Atom { Atom(rawValue: 231) }
    @inlinable public static var itemprop: Atom { Atom(rawValue: 232) }
    @inlinable public static var itemref: Atom { Atom(rawValue: 233) }
    @inlinable public static var itemscope: Atom { Atom(rawValue: 234) }
    @inlinable public static var itemtype: Atom { Atom(rawValue: 235) }
    @inlinable public static var lang: Atom { Atom(rawValue: 236) }
    @inlinable public static var language: Atom { Atom(rawValue: 237) }
    @inlinable public static var list: Atom { Atom(rawValue: 238) }
    @inlinable public static var loading: Atom { Atom(rawValue: 239) }
    @inlinable public static var loop: Atom { Atom(rawValue: 240) }
    @inlinable public static var marginheight: Atom { Atom(rawValue: 241) }
    @inlinable public static var marginwidth: Atom { Atom(rawValue: 242) }
    @inlinable public static var max: Atom { Atom(rawValue: 243) }
    @inlinable public static var maxlength: Atom { Atom(rawValue: 244) }
    @inlinable public static var media: Atom { Atom(rawValue: 245) }
    @inlinable public static var method: Atom { Atom(rawValue: 246) }
    @inlinable public static var min: Atom { Atom(rawValue: 247) }
    @inlinable public static var minlength: Atom { Atom(rawValue: 248) }
    @inlinable public static var multiple: Atom { Atom(rawValue: 249) }
    @inlinable public static var name: Atom { Atom(rawValue: 250) }
    @inlinable public static var nohref: Atom { Atom(rawValue: 251) }
    @inlinable public static var nonce: Atom { Atom(rawValue: 252) }
    @inlinable public static var novalidate: Atom { Atom(rawValue: 253) }
    @inlinable public static var nowrap: Atom { Atom(rawValue: 254) }
    @inlinable public static var onclick: Atom { Atom(rawValue: 255) }
    @inlinable public static var onload: Atom { Atom(rawValue: 256) }
    @inlinable public static var onsubmit: Atom { Atom(rawValue: 257) }
    @inlinable public static var open: Atom { Atom(rawValue: 258) }
    @inlinable public static var pattern: Atom { Atom(rawValue: 259) }
    @inlinable public static var placeholder: Atom { Atom(rawValue: 260) }
    @inlinable public static var poster: Atom { Atom(rawValue: 261) }
    @inlinable public static var preload: Atom { Atom(rawValue: 262) }
    @inlinable public static var property: Atom { Atom(rawValue: 263) }
    @inlinable public static var readonly: Atom { Atom(rawValue: 264) }
    @inlinable public static var referrerpolicy: Atom { Atom(rawValue: 265) }
    @inlinable public static var rel: Atom { Atom(rawValue: 266) }
    @inlinable public static var required: Atom { Atom(rawValue: 267) }
    @inlinable public static var rev: Atom { Atom(rawValue: 268) }
    @inlinable public static var role: Atom { Atom(rawValue: 269) }
    @inlinable public static var rows: Atom { Atom(rawValue: 270) }
    @inlinable public static var rowspan: Atom { Atom(rawValue: 271) }
    @inlinable public static var rules: Atom { Atom(rawValue: 272) }
    @inlinable public static var scope: Atom { Atom(rawValue: 273) }
    @inlinable public static var scrolling: Atom { Atom(rawValue: 274) }
    @inlinable public static var selected: Atom { Atom(rawValue: 275) }
    @inlinable public static var shape: Atom { Atom(rawValue: 276) }
    @inlinable public static var size: Atom { Atom(rawValue: 277) }
    @inlinable public static var sizes: Atom { Atom(rawValue: 278) }
    @inlinable public static var spellcheck: Atom { Atom(rawValue: 279) }
    @inlinable public static var src: Atom { Atom(rawValue: 280) }
    @inlinable public static var srcdoc: Atom { Atom(rawValue: 281) }
    @inlinable public static var srcset: Atom { Atom(rawValue: 282) }
    @inlinable public static var start: Atom { Atom(rawValue: 283) }
    @inlinable public static var step: Atom { Atom(rawValue: 284) }
    @inlinable public static var tabindex: Atom { Atom(rawValue: 285) }
    @inlinable public static var target: Atom { Atom(rawValue: 286) }
    @inlinable public static var translate: Atom { Atom(rawValue: 287) }
    @inlinable public static var type: Atom { Atom(rawValue: 288) }
    @inlinable public static var usemap: Atom { Atom(rawValue: 289) }
    @inlinable public static var valign: Atom { Atom(rawValue: 290) }
    @inlinable public static var value: Atom { Atom(rawValue: 291) }
    @inlinable public static var vspace: Atom { Atom(rawValue: 292) }
    @inlinable public static var width: Atom { Atom(rawValue: 293) }
    @inlinable public static var wrap: Atom { Atom(rawValue: 294) }
    @inlinable public static var xlinkHref: Atom { Atom(rawValue: 295) }
    @inlinable public static var xmlLang: Atom { Atom(rawValue: 296) }
    @inlinable public static var xmlns: Atom { Atom(rawValue: 297) }
    @inlinable public static var xmlnsXlink: Atom { Atom(rawValue: 298) }
    @inlinable public static var d: Atom { Atom(rawValue: 299) }
    @inlinable public static var fill: Atom { Atom(rawValue: 300) }
    @inlinable public static var stroke: Atom { Atom(rawValue: 301) }
    @inlinable public static var viewbox: Atom { Atom(rawValue: 302) }
    @inlinable public static var strokeWidth: Atom { Atom(rawValue: 303) }
    @inlinable public static var transform: Atom { Atom(rawValue: 304) }
    @inlinable public static var points: Atom { Atom(rawValue: 305) }
    @inlinable public static var cx: Atom { Atom(rawValue: 306) }
    @inlinable public static var cy: Atom { Atom(rawValue: 307) }
    @inlinable public static var r: Atom { Atom(rawValue: 308) }
    @inlinable public static var x: Atom { Atom(rawValue: 309) }
    @inlinable public static var y: Atom { Atom(rawValue: 310) }
    @inlinable public static var x1: Atom { Atom(rawValue: 311) }
    @inlinable public static var x2: Atom { Atom(rawValue: 312) }
    @inlinable public static var y1: Atom { Atom(rawValue: 313) }
    @inlinable public static var y2: Atom { Atom(rawValue: 314) }
    @inlinable public static var altGlyph: Atom { Atom(rawValue: 315) }
    @inlinable public static var altGlyphDef: Atom { Atom(rawValue: 316) }
    @inlinable public static var altGlyphItem: Atom { Atom(rawValue: 317) }
    @inlinable public static var animateColor: Atom { Atom(rawValue: 318) }
    @inlinable public static var animateMotion: Atom { Atom(rawValue: 319) }
    @inlinable public static var animateTransform: Atom { Atom(rawValue: 320) }
    @inlinable public static var clipPath: Atom { Atom(rawValue: 321) }
    @inlinable public static var feBlend: Atom { Atom(rawValue: 322) }
    @inlinable public static var feColorMatrix: Atom { Atom(rawValue: 323) }
    @inlinable public static var feComponentTransfer: Atom { Atom(rawValue: 324) }
    @inlinable public static var feComposite: Atom { Atom(rawValue: 325) }
    @inlinable public static var feConvolveMatrix: Atom { Atom(rawValue: 326) }
    @inlinable public static var feDiffuseLighting: Atom { Atom(rawValue: 327) }
    @inlinable public static var feDisplacementMap: Atom { Atom(rawValue: 328) }
    @inlinable public static var feDistantLight: Atom { Atom(rawValue: 329) }
    @inlinable public static var feDropShadow: Atom { Atom(rawValue: 330) }
    @inlinable public static var feFlood: Atom { Atom(rawValue: 331) }
    @inlinable public static var feFuncA: Atom { Atom(rawValue: 332) }
    @inlinable public static var feFuncB: Atom { Atom(rawValue: 333) }
    @inlinable public static var feFuncG: Atom { Atom(rawValue: 334) }
    @inlinable public static var feFuncR: Atom { Atom(rawValue: 335) }
    @inlinable public static var feGaussianBlur: Atom { Atom(rawValue: 336) }
    @inlinable public static var feImage: Atom { Atom(rawValue: 337) }
    @inlinable public static var feMerge: Atom { Atom(rawValue: 338) }
    @inlinable public static var feMergeNode: Atom { Atom(rawValue: 339) }
    @inlinable public static var feMorphology: Atom { Atom(rawValue: 340) }
    @inlinable public static var feOffset: Atom { Atom(rawValue: 341) }
    @inlinable public static var fePointLight: Atom { Atom(rawValue: 342) }
    @inlinable public static var feSpecularLighting: Atom { Atom(rawValue: 343) }
    @inlinable public static var feSpotLight: Atom { Atom(rawValue: 344) }
    @inlinable public static var feTile: Atom { Atom(rawValue: 345) }
    @inlinable public static var feTurbulence: Atom { Atom(rawValue: 346) }
    @inlinable public static var glyphRef: Atom { Atom(rawValue: 347) }
    @inlinable public static var radialGradient: Atom { Atom(rawValue: 348) }
    @inlinable public static var textPath: Atom { Atom(rawValue: 349) }
    @inlinable public static var altglyph: Atom { Atom(rawValue: 350) }
    @inlinable public static var altglyphdef: Atom { Atom(rawValue: 351) }
    @inlinable public static var altglyphitem: Atom { Atom(rawValue: 352) }
    @inlinable public static var animatecolor: Atom { Atom(rawValue: 353) }
    @inlinable public static var animatemotion: Atom { Atom(rawValue: 354) }
    @inlinable public static var animatetransform: Atom { Atom(rawValue: 355) }
    @inlinable public static var clippath: Atom { Atom(rawValue: 356) }
    @inlinable public static var feblend: Atom { Atom(rawValue: 357) }
    @inlinable public static var fecolormatrix: Atom { Atom(rawValue: 358) }
    @inlinable public static var fecomponenttransfer: Atom { Atom(rawValue: 359) }
    @inlinable public static var fecomposite: Atom { Atom(rawValue: 360) }
    @inlinable public static var feconvolvematrix: Atom { Atom(rawValue: 361) }
    @inlinable public static var fediffuselighting: Atom { Atom(rawValue: 362) }
    @inlinable public static var fedisplacementmap: Atom { Atom(rawValue: 363) }
    @inlinable public static var fedistantlight: Atom { Atom(rawValue: 364) }
    @inlinable public static var fedropshadow: Atom { Atom(rawValue: 365) }
    @inlinable public static var feflood: Atom { Atom(rawValue: 366) }
    @inlinable public static var fefunca: Atom { Atom(rawValue: 367) }
    @inlinable public static var fefuncb: Atom { Atom(rawValue: 368) }
    @inlinable public static var fefuncg: Atom { Atom(rawValue: 369) }
    @inlinable public static var fefuncr: Atom { Atom(rawValue: 370) }
    @inlinable public static var fegaussianblur: Atom { Atom(rawValue: 371) }
    @inlinable public static var feimage: Atom { Atom(rawValue: 372) }
    @inlinable public static var femerge: Atom { Atom(rawValue: 373) }
    @inlinable public static var femergenode: Atom { Atom(rawValue: 374) }
    @inlinable public static var femorphology: Atom { Atom(rawValue: 375) }
    @inlinable public static var feoffset: Atom { Atom(rawValue: 376) }
    @inlinable public static var fepointlight: Atom { Atom(rawValue: 377) }
    @inlinable public static var fespecularlighting: Atom { Atom(rawValue: 378) }
    @inlinable public static var fespotlight: Atom { Atom(rawValue: 379) }
    @inlinable public static var fetile: Atom { Atom(rawValue: 380) }
    @inlinable public static var feturbulence: Atom { Atom(rawValue: 381) }
    @inlinable public static var foreignobject: Atom { Atom(rawValue: 382) }
    @inlinable public static var glyphref: Atom { Atom(rawValue: 383) }
    @inlinable public static var lineargradient: Atom { Atom(rawValue: 384) }
    @inlinable public static var radialgradient: Atom { Atom(rawValue: 385) }
    @inlinable public static var textpath: Atom { Atom(rawValue: 386) }
    @inlinable public static var attributeName: Atom { Atom(rawValue: 387) }
    @inlinable public static var attributeType: Atom { Atom(rawValue: 388) }
    @inlinable public static var baseFrequency: Atom { Atom(rawValue: 389) }
    @inlinable public static var baseProfile: Atom { Atom(rawValue: 390) }
    @inlinable public static var calcMode: Atom { Atom(rawValue: 391) }
    @inlinable public static var clipPathUnits: Atom { Atom(rawValue: 392) }
    @inlinable public static var diffuseConstant: Atom { Atom(rawValue: 393) }
    @inlinable public static var edgeMode: Atom { Atom(rawValue: 394) }
    @inlinable public static var filterUnits: Atom { Atom(rawValue: 395) }
    @inlinable public static var gradientTransform: Atom { Atom(rawValue: 396) }
    @inlinable public static var gradientUnits: Atom { Atom(rawValue: 397) }
    @inlinable public static var kernelMatrix: Atom { Atom(rawValue: 398) }
    @inlinable public static var kernelUnitLength: Atom { Atom(rawValue: 399) }
    @inlinable public static var keyPoints: Atom { Atom(rawValue: 400) }
    @inlinable public static var keySplines: Atom { Atom(rawValue: 401) }
    @inlinable public static var keyTimes: Atom { Atom(rawValue: 402) }
    @inlinable public static var lengthAdjust: Atom { Atom(rawValue: 403) }
    @inlinable public static var limitingConeAngle: Atom { Atom(rawValue: 404) }
    @inlinable public static var markerHeight: Atom { Atom(rawValue: 405) }
    @inlinable public static var markerUnits: Atom { Atom(rawValue: 406) }
    @inlinable public static var markerWidth: Atom { Atom(rawValue: 407) }
    @inlinable public static var maskContentUnits: Atom { Atom(rawValue: 408) }
    @inlinable public static var maskUnits: Atom { Atom(rawValue: 409) }
    @inlinable public static var numOctaves: Atom { Atom(rawValue: 410) }
    @inlinable public static var pathLength: Atom { Atom(rawValue: 411) }
    @inlinable public static var patternContentUnits: Atom { Atom(rawValue: 412) }
    @inlinable public static var patternTransform: Atom { Atom(rawValue: 413) }
    @inlinable public static var patternUnits: Atom { Atom(rawValue: 414) }
    @inlinable public static var pointsAtX: Atom { Atom(rawValue: 415) }
    @inlinable public static var pointsAtY: Atom { Atom(rawValue: 416) }
    @inlinable public static var pointsAtZ: Atom { Atom(rawValue: 417) }
    @inlinable public static var preserveAlpha: Atom { Atom(rawValue: 418) }
    @inlinable public static var preserveAspectRatio: Atom { Atom(rawValue: 419) }
    @inlinable public static var primitiveUnits: Atom { Atom(rawValue: 420) }
    @inlinable public static var refX: Atom { Atom(rawValue: 421) }
    @inlinable public static var refY: Atom { Atom(rawValue: 422) }
    @inlinable public static var repeatCount: Atom { Atom(rawValue: 423) }
    @inlinable public static var repeatDur: Atom { Atom(rawValue: 424) }
    @inlinable public static var requiredExtensions: Atom { Atom(rawValue: 425) }
    @inlinable public static var requiredFeatures: Atom { Atom(rawValue: 426) }
    @inlinable public static var specularConstant: Atom { Atom(rawValue: 427) }
    @inlinable public static var specularExponent: Atom { Atom(rawValue: 428) }
    @inlinable public static var spreadMethod: Atom { Atom(rawValue: 429) }
    @inlinable public static var startOffset: Atom { Atom(rawValue: 430) }
    @inlinable public static var stdDeviation: Atom { Atom(rawValue: 431) }
    @inlinable public static var stitchTiles: Atom { Atom(rawValue: 432) }
    @inlinable public static var surfaceScale: Atom { Atom(rawValue: 433) }
    @inlinable public static var systemLanguage: Atom { Atom(rawValue: 434) }
    @inlinable public static var tableValues: Atom { Atom(rawValue: 435) }
    @inlinable public static var targetX: Atom { Atom(rawValue: 436) }
    @inlinable public static var targetY: Atom { Atom(rawValue: 437) }
    @inlinable public static var textLength: Atom { Atom(rawValue: 438) }
    @inlinable public static var viewBox: Atom { Atom(rawValue: 439) }
    @inlinable public static var viewTarget: Atom { Atom(rawValue: 440) }
    @inlinable public static var xChannelSelector: Atom { Atom(rawValue: 441) }
    @inlinable public static var yChannelSelector: Atom { Atom(rawValue: 442) }
    @inlinable public static var zoomAndPan: Atom { Atom(rawValue: 443) }
    @inlinable public static var attributename: Atom { Atom(rawValue: 444) }
    @inlinable public static var attributetype: Atom { Atom(rawValue: 445) }
    @inlinable public static var basefrequency: Atom { Atom(rawValue: 446) }
    @inlinable public static var baseprofile: Atom { Atom(rawValue: 447) }
    @inlinable public static var calcmode: Atom { Atom(rawValue: 448) }
    @inlinable public static var clippathunits: Atom { Atom(rawValue: 449) }
    @inlinable public static var diffuseconstant: Atom { Atom(rawValue: 450) }
    @inlinable public static var edgemode: Atom { Atom(rawValue: 451) }
    @inlinable public static var filterunits: Atom { Atom(rawValue: 452) }
    @inlinable public static var gradienttransform: Atom { Atom(rawValue: 453) }
    @inlinable public static var gradientunits: Atom { Atom(rawValue: 454) }
    @inlinable public static var kernelmatrix: Atom { Atom(rawValue: 455) }
    @inlinable public static var kernelunitlength: Atom { Atom(rawValue: 456) }
    @inlinable public static var keypoints: Atom { Atom(rawValue: 457) }
    @inlinable public static var keysplines: Atom { Atom(rawValue: 458) }
    @inlinable public static var keytimes: Atom { Atom(rawValue: 459) }
    @inlinable public static var lengthadjust: Atom { Atom(rawValue: 460) }
    @inlinable public static var limitingconeangle: Atom { Atom(rawValue: 461) }
    @inlinable public static var markerheight: Atom { Atom(rawValue: 462) }
    @inlinable public static var markerunits: Atom { Atom(rawValue: 463) }
    @inlinable public static var markerwidth: Atom { Atom(rawValue: 464) }
    @inlinable public static var maskcontentunits: Atom { Atom(rawValue: 465) }
    @inlinable public static var maskunits: Atom { Atom(rawValue: 466) }
    @inlinable public static var numoctaves: Atom { Atom(rawValue: 467) }
    @inlinable public static var pathlength: Atom { Atom(rawValue: 468) }
    @inlinable public static var patterncontentunits: Atom { Atom(rawValue: 469) }
    @inlinable public static var patterntransform: Atom { Atom(rawValue: 470) }
    @inlinable public static var patternunits: Atom { Atom(rawValue: 471) }
    @inlinable public static var pointsatx: Atom { Atom(rawValue: 472) }
    @inlinable public static var pointsaty: Atom { Atom(rawValue: 473) }
    @inlinable public static var pointsatz: Atom { Atom(rawValue: 474) }
    @inlinable public static var preservealpha: Atom { Atom(rawValue: 475) }
    @inlinable public static var preserveaspectratio: Atom { Atom(rawValue: 476) }
    @inlinable public static var primitiveunits: Atom { Atom(rawValue: 477) }
    @inlinable public static var refx: Atom { Atom(rawValue: 478) }
    @inlinable public static var refy: Atom { Atom(rawValue: 479) }
    @inlinable public static var repeatcount: Atom { Atom(rawValue: 480) }
    @inlinable public static var repeatdur: Atom { Atom(rawValue: 481) }
    @inlinable public static var requiredextensions: Atom { Atom(rawValue: 482) }
    @inlinable public static var requiredfeatures: Atom { Atom(rawValue: 483) }
    @inlinable public static var specularconstant: Atom { Atom(rawValue: 484) }
    @inlinable public static var specularexponent: Atom { Atom(rawValue: 485) }
    @inlinable public static var spreadmethod: Atom { Atom(rawValue: 486) }
    @inlinable public static var startoffset: Atom { Atom(rawValue: 487) }
    @inlinable public static var stddeviation: Atom { Atom(rawValue: 488) }
    @inlinable public static var stitchtiles: Atom { Atom(rawValue: 489) }
    @inlinable public static var surfacescale: Atom { Atom(rawValue: 490) }
    @inlinable public static var systemlanguage: Atom { Atom(rawValue: 491) }
    @inlinable public static var tablevalues: Atom { Atom(rawValue: 492) }
    @inlinable public static var targetx: Atom { Atom(rawValue: 493) }
    @inlinable public static var targety: Atom { Atom(rawValue: 494) }
    @inlinable public static var textlength: Atom { Atom(rawValue: 495) }
    @inlinable public static var viewtarget: Atom { Atom(rawValue: 496) }
    @inlinable public static var xchannelselector: Atom { Atom(rawValue: 497) }
    @inlinable public static var ychannelselector: Atom { Atom(rawValue: 498) }
    @inlinable public static var zoomandpan: Atom { Atom(rawValue: 499) }
    @inlinable public static var definitionurl: Atom { Atom(rawValue: 500) }
    @inlinable public static var definitionURL: Atom { Atom(rawValue: 501) }
    @inlinable public static var xlinkActuate: Atom { Atom(rawValue: 502) }
    @inlinable public static var xlinkArcrole: Atom { Atom(rawValue: 503) }
    @inlinable public static var xlinkRole: Atom { Atom(rawValue: 504) }
    @inlinable public static var xlinkShow: Atom { Atom(rawValue: 505) }
    @inlinable public static var xlinkTitle: Atom { Atom(rawValue: 506) }
    @inlinable public static var xlinkType: Atom { Atom(rawValue: 507) }
    @inlinable public static var xmlSpace: Atom { Atom(rawValue: 508) }
    @inlinable public static var encoding: Atom { Atom(rawValue: 509) }
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
