// The page review: ties what is known to the stage, the list, the strip and the keys, and sends what a person does.

class Review {
  constructor(root) {
    this.root = root;
    this.host = root.querySelector(".fr");
    const at = (name) => root.querySelector(`[data-at="${name}"]`);
    this.at = at;
    this.known = new Known();
    this.stage = new Stage(this, at);
    this.dialog = new Dialog(this, at);
    this.chosen = new Set();
    this.current = "";
    this.hits = [];
    this.hit = -1;
    this.last = "";
    this.goal = "first"; // where to stand when the next page comes: first | last undecided
    this.host.addEventListener("click", (event) => {
      const name = event.target.closest("[data-do]")?.dataset.do;
      if (name) this.act(name);
      else if (!event.target.closest("[data-at=menu]")) this.menu(false);
    });
    at("pageno").addEventListener("change", () => this.go(parseInt(at("pageno").value, 10) || this.page));
    at("find").addEventListener("submit", (event) => { event.preventDefault(); this.search(); });
    at("query").addEventListener("search", () => { if (!at("query").value) this.clearSearch(); });
    for (const name of ["state", "type", "role", "score"]) at(`filter-${name}`).addEventListener("change", () => this.draw());
    at("list").addEventListener("click", (event) => {
      const row = event.target.closest("[data-key]");
      if (row) this.pick(row.dataset.key, { add: event.shiftKey || event.ctrlKey || event.metaKey, show: true });
    });
    at("strip").addEventListener("click", (event) => { const cell = event.target.closest("[data-page]"); if (cell) this.go(Number(cell.dataset.page)); });
    at("boxes").addEventListener("focusin", (event) => {
      const key = event.target.closest?.("[data-key]")?.dataset.key;
      if (key && key !== this.current) this.pick(key, { focus: true });
    });
    at("boxes").addEventListener("mouseover", (event) => { const key = event.target.closest("[data-key]")?.dataset.key; this.detail(key || this.current); });
    at("boxes").addEventListener("mouseleave", () => this.detail(this.current));
    this.typed = (event) => this.key(event);
  }

  get page() { return this.known.told.page.n; }
  get closed() { return Boolean(this.known.told?.closed); }
  button(name) { return this.root.querySelector(`[data-do="${name}"]`); }
  provision(node) { return this.known.told.provisions.find((one) => one.node === node); }

  connect(send) {
    this.send = send;
    document.addEventListener("keydown", this.typed);
  }
  disconnect() { document.removeEventListener("keydown", this.typed); clearTimeout(this.again); }

  // ------------------------------------------------------------------------------------------------ hearing, telling

  hear(data) {
    const before = this.known.told;
    const saved = new Map((before?.provisions || []).map((one) => [one.node, one.saved]));
    this.known.hear(data);
    for (const one of data.provisions) if (!one.saved && saved.get(one.node)) one.saved = saved.get(one.node);
    const moved = !before || before.record.id !== data.record.id || before.page.n !== data.page.n;
    if (before && before.record.id !== data.record.id) this.clearSearch();
    if (moved) {
      this.chosen.clear();
      this.current = "";
      this.at("stage").scrollTop = 0;
      this.wanted = 0;
    }
    if (data.search) { this.hits = data.search.hits; this.searched(data.search, before?.search); }
    this.picture();
    this.draw();
    if (moved) this.arrive();
    else if (this.current && !this.known.item(this.current)) this.current = "";
    for (const wrong of data.errors || []) if (wrong.client === this.known.client && wrong.seq > (this.heard || 0)) { this.note(wrong.text, true); this.heard = wrong.seq; }
    if (data.closed) this.note(data.closed, false);
    this.host.dataset.ready = this.known.waiting.length ? "no" : "yes";
    this.host.dataset.page = data.page.n;
    this.host.dataset.record = data.record.id;
  }

  picture() {
    const { page, result } = this.known.told;
    const url = this.known.pictures.get(page.picture);
    this.at("wait").hidden = Boolean(url);
    const image = this.at("image");
    if (url && image.dataset.id !== page.picture) { image.src = url; image.dataset.id = page.picture; }
    image.alt = `Page ${page.n} of ${this.known.told.record.name}`;
    if (!url) { image.removeAttribute("src"); image.dataset.id = ""; this.tell({ kind: "picture", have: [...this.known.pictures.keys()] }); }
    this.at("result").hidden = !result;
    this.button("result").setAttribute("aria-pressed", String(Boolean(result)));
    if (result) {
      const shown = this.known.pictures.get(result);
      if (shown) this.at("preview").src = shown;
    }
    this.stage.size();
  }

  tell(event) {
    if (this.closed && !["page", "search", "picture", "result"].includes(event.kind)) { this.note(this.known.told.closed, true); return; }
    this.known.tell(event);
    this.host.dataset.ready = "no";
    this.draw();
    this.flush();
  }

  flush() {
    clearTimeout(this.again);
    if (!this.known.waiting.length) return;
    this.send("act", { client: this.known.client, have: [...this.known.pictures.keys()], events: this.known.waiting.map(({ before, ...event }) => event) });
    this.again = setTimeout(() => this.flush(), 20000); // the line may have been cut; numbers keep it from counting twice
  }

  note(text, bad = false) { this.at("note").textContent = text; this.at("note").classList.toggle("bad", bad); }

  // ------------------------------------------------------------------------------------------------------- deciding

  // The provision that a person most likely means: the one used last, else the one that the page names most for withholding.
  likely() {
    if (this.last) return this.last;
    const counts = new Map();
    for (const item of this.known.items) if ((item.outcome || item.stance) === "redact") counts.set(item.node, (counts.get(item.node) || 0) + 1);
    return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0] || this.known.told.provisions.find((one) => one.raised)?.node || "";
  }

  marked() { return this.chosen.size ? [...this.chosen] : this.current ? [this.current] : []; }

  decide(verdict, keys = this.marked(), ground = {}) {
    const items = keys.map((key) => this.known.item(key)).filter(Boolean);
    if (!items.length) { this.note("Nothing is selected. n goes to the next undecided passage."); return; }
    if (verdict === "accept") {
      if (items.length === 1 && items[0].stance === "ask") { this.note("This one is your call: x withholds it, r releases it."); return; }
      const byNode = new Map();
      for (const item of items) if (item.stance !== "ask") byNode.set(item.stance === "redact" ? item.node : "", [...(byNode.get(item.stance === "redact" ? item.node : "") || []), item.key]);
      const groups = [...byNode];
      const next = () => { // one provision after the other: some first ask for their facts
        if (!groups.length) return;
        const [node, some] = groups.shift();
        const one = node && this.provision(node);
        if (one && ((one.facts && !one.saved) || one.second)) {
          this.dialog.ground("Facts for the letter", `${one.citation} asks for facts. They are kept and used again for this provision.`, node,
            (given) => { this.sendDecision("accept", some, given); next(); }, { fixed: true });
        } else { this.sendDecision("accept", some, { facts: one?.saved || "" }); next(); }
      };
      next();
    } else this.sendDecision(verdict, items.map((item) => item.key), ground);
  }

  sendDecision(verdict, keys, ground) {
    const single = keys.length === 1 && keys[0] === this.current;
    this.tell({ kind: "decide", keys, verdict, ...ground });
    this.chosen.clear();
    if (single && verdict !== "clear") this.step(1, true); else this.draw();
  }

  under() {
    const keys = this.marked();
    const first = this.known.item(keys[0]);
    if (!first) { this.note("Nothing is selected."); return; }
    this.dialog.ground(keys.length > 1 ? `Withhold ${keys.length} passages` : "Withhold this passage", first.reason || "", this.provision(first.node) ? first.node : this.likely(), (given) => this.sendDecision("redact", keys, given));
  }

  alike() {
    const item = this.known.item(this.current);
    if (!item) { this.note("Nothing is selected."); return; }
    this.dialog.alike(item, ({ match, reach, verdict }) => {
      const event = { kind: "all", verdict, reach, [match]: match === "person" ? item.person : match === "string" ? item.text : item.type_id };
      const title = "Withhold everything alike";
      if (verdict === "redact") this.dialog.ground(title, "", item.node, (given) => this.tell({ ...event, ...given }));
      else this.tell(event);
    });
  }

  acceptPage() {
    const open = this.known.items.filter((item) => item.state === "undecided" && item.stance !== "ask" && this.fits(item));
    if (!open.length) { this.note("Nothing on this page is left to accept."); return; }
    this.decide("accept", open.map((item) => item.key));
  }

  drawn(kind, box) {
    const words = kind === "keep" ? "Withhold all of this page but the box" : "Withhold what the box covers";
    this.dialog.ground(words, "", this.likely(), (given) => this.tell({ kind, boxes: [box], page: this.page, ...given }));
  }

  moved(item, box) { this.tell({ kind: "draw", boxes: [box], page: this.page, replaces: item.key, node: item.node, basis: item.basis, facts: item.facts || "", second: item.second || "" }); }

  nudge(event) {
    const item = this.known.item(this.current);
    if (!item?.own || item.boxes.length !== 1 || this.root.activeElement?.closest?.("select,.list")) return false;
    const by = { ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, -2], ArrowDown: [0, 2] }[event.key];
    const [x0, y0, x1, y1] = item.boxes[0];
    this.moved(item, event.shiftKey ? [x0, y0, Math.max(x1 + by[0], x0 + 4), Math.max(y1 + by[1], y0 + 4)] : [x0 + by[0], y0 + by[1], x1 + by[0], y1 + by[1]]);
    return true;
  }

  // --------------------------------------------------------------------------------------------------------- moving

  go(page, goal = "") {
    const to = Math.min(Math.max(page, 1), this.known.told.record.pages);
    this.at("pageno").value = to;
    if (to === this.page) return;
    this.goal = goal;
    this.wanted = to;
    this.at("wait").hidden = false;
    this.tell({ kind: "page", page: to });
  }

  arrive() {
    const open = this.known.items.filter((item) => item.state === "undecided" && this.fits(item));
    const first = this.goal === "last" ? open[open.length - 1] : open[0];
    if (first && this.goal) this.pick(first.key, { focus: this.goal !== "first", show: true });
    else this.detail("");
    this.goal = "";
  }

  // To the next (or previous) passage; with `open`, to the next undecided one, on other pages too.
  step(by, open, focus = true) {
    const items = this.known.items.filter((item) => this.fits(item) && (!open || item.state === "undecided"));
    const order = this.known.items.map((item) => item.key);
    const here = order.indexOf(this.current);
    const next = by > 0 ? items.find((item) => order.indexOf(item.key) > here) : items.findLast((item) => order.indexOf(item.key) < (here < 0 ? order.length : here));
    if (next) { this.pick(next.key, { focus, show: true }); return; }
    if (open) {
      const pages = this.known.strip.map((pair, index) => [index + 1, pair[0]]).filter(([page, count]) => count > 0 && page !== this.page);
      const on = by > 0 ? pages.find(([page]) => page > this.page) || pages[0] : pages.findLast(([page]) => page < this.page) || pages[pages.length - 1];
      if (on) { this.go(on[0], by > 0 ? "next" : "last"); return; }
      if (items.length) { const one = by > 0 ? items[0] : items[items.length - 1]; this.pick(one.key, { focus: true, show: true }); return; }
      this.note(this.known.undecided ? "No more undecided passages of this kind." : "Nothing is left to decide here: look at every page, then confirm below.");
    }
    this.draw();
  }

  pick(key, { add = false, focus = false, show = false } = {}) {
    if (add && key) { if (this.chosen.has(key)) this.chosen.delete(key); else this.chosen.add(key); } else this.chosen.clear();
    this.current = key;
    this.draw();
    if (show && key) this.stage.show(key);
    if (focus && key) this.at("boxes").querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }

  fits(item) {
    const want = (name) => this.at(`filter-${name}`).value;
    const state = want("state");
    if (state && state !== (item.state === "undecided" ? "undecided" : item.outcome === "redact" ? "withheld" : "released")) return false;
    if (want("type") && want("type") !== item.type) return false;
    if (want("role") && want("role") !== item.role) return false;
    return !want("score") || (want("score") === "low") === (item.score < 0.6);
  }

  // ------------------------------------------------------------------------------------------------------ searching

  search() {
    const query = this.at("query").value.trim();
    if (!query) { this.clearSearch(); return; }
    if (query === this.query && this.hits.length) { this.toHit((this.hit + 1) % this.hits.length); return; }
    this.query = query;
    this.at("hits").textContent = "…";
    this.tell({ kind: "search", text: query });
  }

  searched(search, before) {
    this.at("hits").textContent = this.hits.length ? `${Math.max(this.hit, 0) + 1} of ${this.hits.length}` : "not found";
    if (before && before.number === search.number) return;
    const first = this.hits.findIndex((found) => found.page >= this.page);
    if (this.hits.length) this.toHit(Math.max(first, 0));
  }

  toHit(index) {
    this.hit = index;
    this.at("hits").textContent = `${index + 1} of ${this.hits.length}`;
    const found = this.hits[index];
    if (found.page !== this.page) this.go(found.page);
    else {
      this.draw();
      this.stage.reveal(this.at("boxes").querySelector(".hit.cur"));
    }
  }

  clearSearch() { this.hits = []; this.hit = -1; this.query = ""; this.at("query").value = ""; this.at("hits").textContent = ""; this.draw(); }

  // -------------------------------------------------------------------------------------------------------- drawing

  draw() {
    if (!this.known.told) return;
    const { known } = this;
    this.at("pages").textContent = known.told.record.pages.toLocaleString();
    if (this.root.activeElement !== this.at("pageno")) this.at("pageno").value = this.wanted || this.page;
    this.stage.draw();
    this.list();
    this.pages();
    this.options();
    this.detail(this.current);
    const here = known.items.filter((item) => item.state === "undecided").length;
    this.at("counts").textContent = known.undecided ? `${known.undecided.toLocaleString()} undecided in this record, ${here} on this page` : "Everything in this record is decided";
    this.button("undo").disabled = this.button("redo").disabled = this.button("draw").disabled = this.closed;
  }

  list() {
    const list = this.at("list");
    list.replaceChildren();
    const shown = this.known.items.filter((item) => this.fits(item));
    for (const item of shown) {
      const row = el("li", { role: "option", id: `fr-${shown.indexOf(item)}`, "data-key": item.key, "aria-selected": this.chosen.has(item.key) || item.key === this.current, class: item.key === this.current ? "cur" : null }, "", list);
      el("i", { class: `k ${look(item)}`, "aria-hidden": "true" }, "", row);
      el("span", { class: "w" }, item.text || item.type, row);
      el("small", {}, item.text ? item.type : "", row);
      row.setAttribute("aria-label", `${item.type} ${item.text}, ${standing(item)}`);
    }
    const current = list.querySelector(".cur");
    list.setAttribute("aria-activedescendant", current ? current.id : "");
    within(list, current);
    if (!shown.length) el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, this.known.items.length ? "Nothing fits the filter." : "Nothing was found on this page.", list).style.display = "block";
  }

  pages() {
    const strip = this.at("strip");
    strip.classList.toggle("many", this.known.strip.length > 60);
    if (strip.childElementCount !== this.known.strip.length) {
      strip.replaceChildren(...this.known.strip.map((_, index) => el("button", { type: "button", "data-page": index + 1 })));
      this.cells = [];
    }
    const most = this.known.strip.reduce((so, [open]) => Math.max(so, open), 1);
    this.known.strip.forEach(([open, all], index) => {
      const heat = Math.ceil((10 * open) / most) / 10; // how much is left, beside the fullest page
      const state = `${open}/${all}/${heat}/${index + 1 === this.page}`;
      if (this.cells[index] === state) return;
      this.cells[index] = state;
      const cell = strip.children[index];
      cell.style.setProperty("--heat", heat);
      cell.className = open ? "todo" : all ? "done" : "none";
      cell.textContent = index + 1;
      if (open && this.known.strip.length <= 60) el("small", { "aria-hidden": "true" }, open, cell);
      cell.tabIndex = index + 1 === this.page ? 0 : -1;
      cell.title = `Page ${index + 1}: ${open ? `${open} of ${all} undecided` : all ? `${all} decided` : "nothing found"}`;
      cell.setAttribute("aria-label", cell.title);
      if (index + 1 === this.page) { cell.setAttribute("aria-current", "page"); within(strip, cell); } else cell.removeAttribute("aria-current");
    });
  }

  options() {
    for (const [name, every] of [["type", "every type"], ["role", "every role"]]) {
      const select = this.at(`filter-${name}`);
      const values = [...new Set(this.known.items.map((item) => item[name]).filter(Boolean))].sort();
      const state = values.join("|");
      if (select.dataset.state === state) continue;
      const kept = select.value;
      select.dataset.state = state;
      select.replaceChildren(el("option", { value: "" }, every), ...values.map((value) => el("option", { value }, value)));
      select.value = values.includes(kept) ? kept : "";
    }
  }

  detail(key) {
    const box = this.at("detail");
    const item = this.known.item(key);
    const state = JSON.stringify([item, this.chosen.size, this.known.undecided === 0, this.closed]);
    if (box.dataset.state === state) return;
    box.dataset.state = state;
    box.replaceChildren();
    if (!item) {
      el("p", {}, this.known.undecided ? "Click a passage, or press n for the next undecided one." : "Every passage is decided. Look at each page once more, then confirm below.", box);
      el("p", { class: "quiet" }, "Drag on the page to withhold something that was not found.", box);
      return;
    }
    el("h3", {}, this.chosen.size > 1 ? `${this.chosen.size} passages selected` : item.text || item.type, box);
    const line = el("p", {}, "", box);
    el("span", { class: `chip ${item.outcome || item.stance}` }, standing(item), line);
    line.append(` ${item.type}${item.role ? `, ${item.role}` : ""}`);
    if (item.basis) el("p", {}, item.basis, box).style.fontWeight = "600";
    if (item.reason) el("p", {}, item.reason, box);
    if (item.facts) el("p", { class: "quiet" }, `Facts: ${item.facts}`, box);
    if (item.by) el("p", { class: "quiet" }, `Decided by ${item.by}`, box);
    if (this.closed) return;
    const acts = el("div", { class: "acts" }, "", box);
    const button = (words, keyName, name, usable = true) => { const made = el("button", { type: "button", "data-do": name, disabled: !usable, "aria-keyshortcuts": keyName }, words, acts); el("kbd", { "aria-hidden": "true" }, keyName, made); };
    if (item.state === "undecided" && item.stance !== "ask") button(item.stance === "redact" ? "Accept: withhold" : "Accept: release", "a", "accept");
    if (item.outcome !== "release" && !(item.stance === "release" && item.state === "undecided")) button(item.own ? "Take away" : "Release", "r", "release");
    button(item.outcome === "redact" ? "Other provision …" : "Withhold under …", "x", "under");
    if (!item.own) button("All alike …", "e", "alike");
    if (item.state !== "undecided" && !item.own) button("Undecide", "c", "clear");
  }

  // ------------------------------------------------------------------------------------------------- buttons and keys

  menu(open) { this.at("menu").hidden = !open; this.button("more").setAttribute("aria-expanded", String(open)); if (open) { const by = this.button("more"); this.at("menu").style.marginLeft = `${by.offsetLeft - this.host.offsetLeft}px`; this.at("menu").querySelector("button").focus(); } }

  act(name) {
    if (name !== "more") this.menu(false);
    const ground = (title, lead, event) => this.dialog.ground(title, lead, this.likely(), (given) => this.tell({ ...event, ...given }));
    const acts = {
      "page-back": () => this.go(this.page - 1), "page-on": () => this.go(this.page + 1),
      next: () => this.step(1, true), back: () => this.step(-1, true), on: () => this.step(1, false), before: () => this.step(-1, false),
      undo: () => this.tell({ kind: "undo" }), redo: () => this.tell({ kind: "redo" }),
      accept: () => this.decide("accept"), release: () => this.decide("release"), clear: () => this.decide("clear"),
      under: () => this.under(), alike: () => this.alike(), draw: () => this.stage.turn("draw"),
      more: () => this.menu(this.at("menu").hidden), out: () => this.stage.magnify(1 / 1.2), in: () => this.stage.magnify(1.2), fit: () => this.stage.magnify(0),
      result: () => this.tell({ kind: "result", on: !this.known.told.result }), keys: () => this.dialog.keys(), cancel: () => this.at("dialog").close(),
      "accept-page": () => this.acceptPage(),
      "accept-record": () => this.dialog.ask("Accept everything proposed in this record?", "What is your call, and what still needs facts for the letter, stays undecided. You can undo it.", "Accept all", () => this.tell({ kind: "accept-record" })),
      "whole-page": () => ground(`Withhold all of page ${this.page}`, "", { kind: "pages", pages: [this.page] }),
      keep: () => { this.stage.turn("keep"); this.note("Drag over what may stay; the rest of the page will be withheld."); },
      "whole-record": () => ground("Withhold the whole record", "No copy of it leaves; the index lists it.", { kind: "record" }),
      thumbs: () => { this.host.classList.toggle("nothumbs"); this.stage.size(); },
      search: () => { this.at("query").focus(); this.at("query").select(); },
    };
    acts[name]?.();
  }

  key(event) {
    if (event.defaultPrevented || !this.known.told || !this.host.isConnected) return;
    const active = this.root.activeElement || document.activeElement;
    if (event.key === "Escape" && !this.dialog.open) {
      if (!this.at("menu").hidden) this.menu(false);
      else if (this.stage.mode !== "pick") this.stage.turn("pick");
      else if (this.root.activeElement === this.at("query")) { this.clearSearch(); this.at("stage").focus(); } else this.pick("", {});
      return;
    }
    if (this.dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (active && active.matches?.("input,textarea,select,[contenteditable=true]")) return;
    if (active && active !== document.body && !this.root.contains(active) && !active.matches("[role=main],section,main")) {
      if (active.closest("button,a,[role=button],[role=tab],[role=combobox],[role=dialog]") && ["Enter", " "].includes(event.key)) return;
    }
    const inList = this.root.activeElement?.closest?.(".strip");
    if (inList && ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key)) {
      event.preventDefault();
      this.go(this.page + (["ArrowDown", "ArrowRight"].includes(event.key) ? 1 : -1));
      return;
    }
    if (this.root.activeElement === this.at("list") && ["ArrowDown", "ArrowUp"].includes(event.key)) { event.preventDefault(); this.step(event.key === "ArrowDown" ? 1 : -1, false, false); return; }
    if (event.key.startsWith("Arrow")) { if (this.nudge(event)) event.preventDefault(); return; }
    const onBox = this.root.activeElement?.closest?.("[data-key]");
    if (event.key === " " && onBox) { event.preventDefault(); this.pick(this.current, { add: true, focus: true }); return; }
    if (event.key === "Enter" && onBox) { event.preventDefault(); this.at("detail").querySelector("button")?.focus(); return; }
    const name = { n: "next", p: "back", j: "on", k: "before", a: "accept", r: "release", x: "under", e: "alike", c: "clear", z: "undo", Z: "redo", d: "draw", A: "accept-page", w: "whole-page",
      "/": "search", "?": "keys", g: "thumbs", v: "result", "+": "in", "=": "in", "-": "out", 0: "fit", PageDown: "page-on", PageUp: "page-back" }[event.key];
    if (!name) return;
    event.preventDefault();
    this.act(name);
  }
}

export default function mount({ parentElement, data, setTriggerValue }) {
  const host = parentElement.querySelector(".fr");
  if (!host.review) host.review = new Review(parentElement);
  const { review } = host;
  review.connect(setTriggerValue);
  review.hear(data);
  return () => review.disconnect();
}
