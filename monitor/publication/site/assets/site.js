/* Searching, comparing and charts of the site. Every page is whole without it; nothing is fetched, and what is chosen stands in
   the address. */
(function () {
  "use strict";

  var TOP = document.body.dataset.top;
  var PAGE = document.body.dataset.page;
  var STEP = 20;
  var ENOUGH = 5;  // pages with every word; where there are fewer, those with some of the words stand below them
  var ASIDE = ["method", "data"];  // how a figure was made rather than what it is
  var TELLING = ["title", "text", "told", "theme"];
  var words = null;

  function find(selector, within) { return (within || document).querySelector(selector); }

  function make(tag, attributes, children) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    (children || []).forEach(function (child) {
      node.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    });
    return node;
  }

  function load(address, done, failed) {
    var script = make("script", { src: address });
    script.onload = done;
    script.onerror = failed;
    document.head.appendChild(script);
  }

  function fill(wording, values) {
    return wording.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  function number(value) { return String(value).replace(/\B(?=(\d{3})+$)/g, "."); }

  function chosen() { return new URLSearchParams(window.location.search); }

  function keep(values, push) {
    var query = new URLSearchParams();
    Object.keys(values).forEach(function (name) { if (values[name]) { query.set(name, values[name]); } });
    var text = query.toString();
    var address = window.location.pathname + (text ? "?" + text : "") + window.location.hash;
    if (address === window.location.pathname + window.location.search + window.location.hash) { return; }
    window.history[push ? "pushState" : "replaceState"](null, "", address);
  }

  /* Only what scrolls is a stop of the keyboard. */
  function stops() {
    document.querySelectorAll(".table-box, .drawn").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) {
        box.setAttribute("tabindex", "0");
        box.setAttribute("role", "region");
        var caption = find("caption", box);
        box.setAttribute("aria-label", caption ? caption.textContent : document.title);
      } else {
        box.removeAttribute("tabindex");
        box.removeAttribute("role");
        box.removeAttribute("aria-label");
      }
    });
  }

  /* Searching */

  function folded(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  function searcher(index) {
    var engine = new window.MiniSearch({
      fields: TELLING.concat("waves"),
      processTerm: function (term) {
        var plain = folded(term);
        return index.passedOver.indexOf(plain) >= 0 ? null : plain;
      },
      searchOptions: {
        boost: { title: 4, theme: 2, waves: 0.2 },
        boostDocument: function (id) { return ASIDE.indexOf(index.entries[id].kind) < 0 ? 1 : 0.5; },
        prefix: function (term) { return term.length > 2; },
        fuzzy: function (term) { return term.length > 5 ? 0.15 : false; }
      }
    });
    engine.addAll(index.entries.map(function (entry, place) { return Object.assign({ id: place }, entry); }));
    return engine;
  }

  /* What was typed in parts, each with the other words for the same; those count for less. */
  function parts(query, index) {
    function plain(text) { return " " + folded(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim() + " "; }
    var left = plain(query);
    var found = [];
    index.same.forEach(function (line) {
      var known = line.map(plain).filter(function (word) { return left.indexOf(word) >= 0; });
      if (!known.length) { return; }
      known.sort(function (one, other) { return other.length - one.length; });
      found.push([known[0].trim()].concat(line.filter(function (word) { return plain(word) !== known[0]; })));
      left = left.replace(known[0], " ");
    });
    left.split(" ").forEach(function (word) {
      if (word && index.passedOver.indexOf(word) < 0) { found.push([word]); }
    });
    return found;
  }

  function meant(part) {
    var others = part.slice(1).map(function (word) {
      return { combineWith: "AND", fuzzy: false, boost: { title: 1.6, theme: 0.8, text: 0.4, told: 0.4 }, queries: [word] };
    });
    return { combineWith: "OR", queries: [{ combineWith: "AND", queries: [part[0]] }].concat(others) };
  }

  /* Entries with every word, and where those are few the ones with some of them. */
  function looked(query, engine, index) {
    var queries = parts(query, index).map(meant);
    function ranked(combined, fields) {
      return engine.search({ combineWith: combined, queries: queries, fields: fields })
        .sort(function (a, b) { return b.score - a.score || a.id - b.id; })
        .map(function (hit) { return index.entries[hit.id]; });
    }
    if (!queries.length) { return { whole: [], part: [] }; }
    var whole = ranked("AND", TELLING.concat("waves"));
    var part = whole.length >= ENOUGH || queries.length < 2 ? [] :
      ranked("OR", TELLING).filter(function (entry) { return whole.indexOf(entry) < 0; });
    return { whole: whole, part: part };
  }

  function isQuestion(entry) { return entry.kind === "question" || entry.kind === "figure"; }

  var FILTERS = {
    onderzoek: function (entry, value) { return entry.study === value; },
    onderwerp: function (entry, value) { return entry.theme === value; },
    groep: function (entry, value) { return (entry.groups || []).indexOf(value) >= 0; },
    meting: function (entry, value) { return (entry.waves || []).indexOf(value) >= 0; }
  };

  function offer(select, values, labels) {
    values.forEach(function (value) {
      select.appendChild(make("option", { value: value }, [labels ? labels[value] : value]));
    });
  }

  function distinct(entries, values) {
    var seen = {};
    entries.forEach(function (entry) {
      (values(entry) || []).filter(Boolean).forEach(function (value) { seen[value] = true; });
    });
    return Object.keys(seen);
  }

  function searchPage() {
    var index = window.monitorIndex;
    var engine = searcher(index);
    var box = find("#zoek");
    var section = find("#gevonden");
    var list = find(".found");
    var status = find("#aantal");
    var filters = find(".filters");
    var shown = STEP;
    var timer = null;
    var questions = index.entries.filter(isQuestion);

    offer(find("#onderzoek"), distinct(index.entries, function (entry) { return [entry.study]; }));
    offer(find("#onderwerp"), distinct(questions, function (entry) { return [entry.theme]; }));
    offer(find("#groep"), Object.keys(index.groups), index.groups);
    offer(find("#meting"), distinct(questions, function (entry) { return entry.waves; }).sort().reverse());
    filters.hidden = false;

    function state() {
      var values = { zoek: box.value.trim() };
      Object.keys(FILTERS).forEach(function (name) { values[name] = find("#" + name).value; });
      return values;
    }

    function address(entry, values) {
      var anchor = "";
      if (isQuestion(entry)) {
        anchor = values.groep ? "#groep-" + values.groep : values.meting ? "#metingen" : "";
      }
      return TOP + entry.to + anchor;
    }

    function item(entry, values) {
      var kind = words["kind_" + entry.kind];
      var of = [kind, entry.study, entry.run, isQuestion(entry) ? entry.theme : ""].filter(Boolean).join(" · ");
      var parts = [make("a", { href: address(entry, values) }, [entry.title]), make("p", { "class": "of" }, [of])];
      if (entry.told) { parts.push(make("p", {}, [entry.told])); }
      return make("li", {}, parts);
    }

    function show() {
      var values = state();
      var active = Object.keys(values).some(function (name) { return values[name]; });
      section.hidden = !active;
      find("#alles").hidden = active;
      if (!active) { status.textContent = ""; return; }
      var found = values.zoek ? looked(values.zoek, engine, index) : { whole: index.entries, part: [] };
      function left(entries) {
        return entries.filter(function (entry) {
          return Object.keys(FILTERS).every(function (name) { return !values[name] || FILTERS[name](entry, values[name]); });
        });
      }
      var whole = left(found.whole);
      var part = left(found.part);
      var hits = whole.concat(part);
      var counts = { n: number(whole.length), part: number(part.length) };
      status.textContent = !hits.length ? words.found_none : part.length ?
        fill(whole.length ? words.found_part : words.found_only_part, counts) :
        hits.length === 1 ? words.found_one : fill(words.found, counts);
      list.replaceChildren.apply(list, hits.slice(0, shown).map(function (entry) { return item(entry, values); }));
      var more = find("#meer");
      if (more) { more.remove(); }
      if (hits.length > shown) {
        more = make("button", { type: "button", id: "meer" }, [words.more]);
        more.addEventListener("click", function () {
          var first = shown;
          shown += STEP;
          show();
          find("a", list.children[first]).focus();
        });
        section.appendChild(more);
      }
    }

    function restore() {
      var query = chosen();
      box.value = query.get("zoek") || "";
      Object.keys(FILTERS).forEach(function (name) {
        find("#" + name).value = query.get(name) || "";
        if (find("#" + name).selectedIndex < 0) { find("#" + name).value = ""; }
      });
      shown = STEP;
      show();
    }

    function changed(push) {
      shown = STEP;
      keep(state(), push);
      show();
    }

    find("form.search").addEventListener("submit", function (event) { event.preventDefault(); changed(true); });
    box.addEventListener("input", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(function () { changed(false); }, 150);
    });
    Object.keys(FILTERS).forEach(function (name) {
      find("#" + name).addEventListener("change", function () { changed(true); });
    });
    window.addEventListener("popstate", restore);
    restore();
  }

  /* Municipalities by name */

  function placesPage() {
    var box = find("#naam");
    var status = find("#aantal");
    if (!box) { return; }
    find(".names").hidden = false;
    var items = Array.prototype.slice.call(document.querySelectorAll(".places li"));
    function show() {
      var typed = folded(box.value.trim());
      var left = 0;
      items.forEach(function (item) {
        var fits = folded(item.textContent).indexOf(typed) >= 0;
        item.hidden = !fits;
        left += fits ? 1 : 0;
      });
      status.textContent = !typed ? "" : left === 1 ? words.place_found : fill(words.places_found, { n: left });
    }
    function restore() { box.value = chosen().get("naam") || ""; show(); }
    box.addEventListener("input", function () { keep({ naam: box.value.trim() }, false); show(); });
    window.addEventListener("popstate", restore);
    restore();
  }

  /* Two waves or groups of a question beside each other */

  function questionPage() {
    compare(window.monitorCompared || []);
    document.querySelectorAll("figure[data-name]").forEach(chart);
  }

  function chooser(name, label, options) {
    var select = make("select", { id: name });
    options.forEach(function (option) { select.appendChild(make("option", { value: option[0] }, [option[1]])); });
    return [make("p", {}, [make("label", { "for": name }, [label]), select]), select];
  }

  function compare(entries) {
    var section = find("#vergelijken");
    if (!entries.length) { return; }
    section.hidden = false;
    var form = make("div", { "class": "choose" });
    var what = chooser("wat", words.compare_what, entries.map(function (entry) { return [entry.key, entry.label]; }));
    var first = chooser("een", words.compare_first, []);
    var second = chooser("twee", words.compare_second, []);
    var place = make("div", { "class": "compared", "aria-live": "polite" });
    [what, first, second].forEach(function (one) { form.appendChild(one[0]); });
    section.appendChild(form);
    section.appendChild(place);

    function entry() { return entries.filter(function (one) { return one.key === what[1].value; })[0]; }

    function sides(one, other) {
      [first[1], second[1]].forEach(function (select, number) {
        select.replaceChildren();
        offer(select, entry().sides.map(function (side) { return side[0]; }),
          Object.fromEntries(entry().sides));
        select.value = number ? other : one;
        if (select.selectedIndex < 0) { select.selectedIndex = number ? entry().sides.length - 1 : Math.max(entry().sides.length - 2, 0); }
      });
    }

    function show() {
      var one = first[1].selectedIndex;
      var other = second[1].selectedIndex;
      place.replaceChildren(compared(entry(), one, other));
      stops();
    }

    function restore() {
      var query = chosen();
      what[1].value = query.get("wat") || entries[0].key;
      if (what[1].selectedIndex < 0) { what[1].selectedIndex = 0; }
      sides(query.get("een") || "", query.get("twee") || "");
      show();
    }

    function changed() {
      keep({ wat: what[1].value, een: first[1].value, twee: second[1].value }, true);
      show();
    }

    what[1].addEventListener("change", function () { sides("", ""); changed(); });
    first[1].addEventListener("change", changed);
    second[1].addEventListener("change", changed);
    window.addEventListener("popstate", restore);
    restore();
  }

  function compared(entry, one, other) {
    var sides = [entry.sides[one], entry.sides[other]];
    var earlier = Math.min(one, other);
    var later = Math.max(one, other);
    var pair = entry.sides[earlier][0] + ">" + entry.sides[later][0];
    var tested = entry.key === "meting" && one !== other;
    var heads = [];
    sides.forEach(function (side) { heads.push(side[1], side[1] + ", " + words.compare_interval, "n"); });
    if (tested) { heads.push(words.compare_outcome); }
    var head = make("tr", {}, [make("th", { scope: "col" }, [words.compare_answer])].concat(heads.map(function (text, place) {
      return make("th", { scope: "col", "class": tested && place === heads.length - 1 ? "" : "number" }, [text]);
    })));
    var rows = entry.rows.map(function (row) {
      var texts = [];
      [one, other].forEach(function (side) { texts = texts.concat(row.cells[side].length ? row.cells[side] : ["", "", ""]); });
      if (tested) { texts.push((row.tests || {})[pair] || words.compare_untested); }
      return make("tr", {}, [make("th", { scope: "row" }, [row.label])].concat(texts.map(function (text, place) {
        var kind = tested && place === texts.length - 1 ? "" : "number";
        return make("td", { "class": kind, "data-label": heads[place] }, text ? [make("span", {}, [text])] : []);
      })));
    });
    var caption = fill(words.compare_caption, { first: sides[0][1], second: sides[1][1] });
    var table = make("table", {}, [make("caption", {}, [caption]), make("thead", {}, [head]), make("tbody", {}, rows)]);
    return make("div", { "class": "table-box stacks" }, [table]);
  }

  /* Charts: the picture first; what it was drawn from stands beside it, and is loaded when somebody asks for it */

  function chart(figure) {
    var frame = find(".chart", figure);
    var picture = find("picture", frame);
    var tools = make("div", { "class": "tools" });
    var drawn = null;
    var asked = false;
    var status = make("p", { role: "status" });
    var toggle = make("button", { type: "button", "aria-pressed": "false" }, [words.interactive]);
    var png = make("button", { type: "button" }, [words.png]);
    tools.appendChild(toggle);
    tools.appendChild(png);
    tools.appendChild(status);
    figure.insertBefore(tools, frame.nextSibling);

    function beside(address) { return address.replace(/\.svg$/, ".js"); }

    function wide() { return beside(find("img", picture).getAttribute("src")); }

    function shown() {
      var narrow = find("source", picture);
      return window.matchMedia(narrow.media).matches ? beside(narrow.getAttribute("srcset")) : wide();
    }

    function embed(place, specification) {
      return window.vegaEmbed(place, specification, {
        actions: false, renderer: "svg", loader: { load: function () { return Promise.reject(new Error("offline")); } },
        tooltip: { theme: "light" }
      });
    }

    function failed() {
      asked = false;
      status.textContent = words.chart_failed;
    }

    /* The library and the data of one picture, once at a time: a page may have several charts. */
    function ready(address, then) {
      if (asked) { return; }
      asked = true;
      status.textContent = "";
      function data() {
        load(address, function () {
          asked = false;
          then(window.monitorDrawing);
        }, failed);
      }
      if (window.vegaEmbed) { data(); } else { load(TOP + "_bestanden/vega.js", data, failed); }
    }

    function still() {
      drawn.remove();
      drawn = null;
      picture.hidden = false;
      toggle.textContent = words.interactive;
      toggle.setAttribute("aria-pressed", "false");
    }

    toggle.addEventListener("click", function () {
      if (drawn) { still(); return; }
      ready(shown(), function (specification) {
        drawn = make("div", { "class": "drawn" });
        frame.appendChild(drawn);
        picture.hidden = true;
        toggle.textContent = words.still;
        toggle.setAttribute("aria-pressed", "true");
        embed(drawn, pointed(specification)).then(stops, function () { still(); failed(); });
      });
    });

    png.addEventListener("click", function () {
      ready(wide(), function (specification) {
        var aside = make("div", {});
        embed(aside, specification).then(function (made) {
          return made.view.toCanvas(2);
        }).then(function (canvas) {
          var link = make("a", { href: canvas.toDataURL("image/png"), download: figure.dataset.name + ".png" });
          document.body.appendChild(link);
          link.click();
          link.remove();
        }).catch(failed);
      });
    });
  }

  /* A pointer reads a value as the table prints it: row, answer, figure and margin. */
  function pointed(specification) {
    var copy = JSON.parse(JSON.stringify(specification));
    var steps = (copy.datasets.grid || []).map(function (row) { return row.value; });
    var asShare = Math.max.apply(null, steps.concat([0])) <= 1;
    var written = asShare ? new Intl.NumberFormat("nl-NL", { style: "percent" }) :
      new Intl.NumberFormat("nl-NL", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    var told = {};
    Object.keys(copy.datasets).forEach(function (name) {
      copy.datasets[name].forEach(function (row) {
        var of = [row.row, row.answer || row.key].filter(Boolean).join(", ");
        if (name === "grid" || typeof row.value !== "number" || !of) { return; }
        var figure = row.shown || written.format(row.value);
        var margin = typeof row.low === "number" && typeof row.high === "number" ?
          " (" + written.format(row.low) + " " + words.to + " " + written.format(row.high) + ")" : "";
        row.pointed = of + ": " + figure + margin;
        told[name] = true;
      });
    });
    (function walk(part, data) {
      var name = (part.data && part.data.name) || data;
      ["layer", "hconcat", "vconcat", "concat"].forEach(function (kind) {
        (part[kind] || []).forEach(function (inner) { walk(inner, name); });
      });
      if (part.mark && told[name]) {
        part.encoding = Object.assign({}, part.encoding, { tooltip: { field: "pointed", type: "nominal" } });
      }
    }(copy, null));
    return copy;
  }

  /* A link to a group opens the table that is folded under its name. */
  function unfold() {
    var name = "";
    try { name = decodeURIComponent(window.location.hash.slice(1)); } catch (_) { return; }  // an address cut off in a %
    var heading = name && document.getElementById(name);
    var fold = heading && heading.parentNode.querySelector("#" + CSS.escape(name) + " ~ details");
    if (fold) { fold.open = true; stops(); }
  }

  function begin() {
    words = window.monitorWords;
    if (PAGE === "zoeken") { searchPage(); }
    if (PAGE === "gemeenten") { placesPage(); }
    if (PAGE === "vraag" || PAGE === "casus") { questionPage(); }
    stops();
    unfold();
    window.addEventListener("resize", stops);
    window.addEventListener("hashchange", unfold);
    document.querySelectorAll("details").forEach(function (fold) { fold.addEventListener("toggle", stops); });
  }

  document.addEventListener("DOMContentLoaded", begin);
})();
