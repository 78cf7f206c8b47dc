// The page image with its boxes as vectors over it: drawing, picking, moving, zoom. Text only ever enters as text.

const SVG = "http://www.w3.org/2000/svg";
function svg(name, attributes = {}, parent = null) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (parent) parent.append(node);
  return node;
}
function el(name, attributes = {}, text = "", parent = null) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  if (text) node.textContent = text;
  if (parent) parent.append(node);
  return node;
}

class Stage {
  constructor(review, at) {
    this.review = review;
    this.at = at;
    this.zoom = 0; // 0: as wide as there is room
    this.mode = "pick"; // pick | draw | keep
    this.drag = null;
    const boxes = at("boxes");
    boxes.addEventListener("pointerdown", (event) => this.down(event));
    boxes.addEventListener("pointermove", (event) => this.move(event));
    boxes.addEventListener("pointerup", (event) => this.up(event));
    boxes.addEventListener("pointercancel", () => this.drop());
    at("stage").addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.magnify(event.deltaY < 0 ? 1.15 : 1 / 1.15);
    }, { passive: false });
    this.watch = new ResizeObserver(() => this.size());
    this.watch.observe(at("stage"));
  }

  page() { return this.review.known.told.page; }

  size() {
    if (!this.review.known.told) return;
    const stage = this.at("stage");
    const both = !this.at("result").hidden;
    const room = Math.max(stage.clientWidth - 24 - (both ? 12 : 0), 200) / (both ? 2 : 1);
    const natural = this.page().w * (96 / 72);
    const width = this.zoom ? natural * this.zoom : Math.min(room, natural * 1.6);
    this.at("sheet").style.width = this.at("result").style.width = `${width}px`;
    this.at("sheet").style.aspectRatio = `${this.page().w} / ${this.page().h}`;
    this.at("zoom").textContent = `${Math.round((100 * width) / natural)}%`;
    this.shown = width / natural;
  }

  magnify(by) { this.zoom = by === 0 ? 0 : Math.min(Math.max((this.shown || 1) * by, 0.3), 5); this.size(); }

  draw() {
    const { known, chosen, current } = this.review;
    const { w, h } = this.page();
    const boxes = this.at("boxes");
    const focused = this.review.root.activeElement?.dataset?.key;
    boxes.replaceChildren();
    boxes.setAttribute("viewBox", `0 0 ${w} ${h}`);
    this.patterns(boxes);
    for (const item of known.items) {
      const own = item.key === current;
      const group = svg("g", {
        class: `box ${look(item)}${item.state === "drawn" ? " drawn" : ""}${chosen.has(item.key) ? " sel" : ""}${own ? " cur" : ""}${this.review.fits(item) ? "" : " dim"}`,
        tabindex: own ? 0 : -1, role: "button", "aria-pressed": chosen.has(item.key), "data-key": item.key,
        "aria-label": `${item.type}${item.text ? `: ${item.text}` : ""}. ${standing(item)}${item.basis ? ` under ${item.basis}` : ""}`,
      }, boxes);
      svg("title", {}, group).textContent = `${standing(item)} — ${item.basis || item.type}${item.reason ? `\n${item.reason}` : ""}`;
      for (const [x0, y0, x1, y1] of lines(item.boxes)) {
        svg("rect", { class: "b", x: x0 - 1, y: y0 - 1, width: x1 - x0 + 2, height: y1 - y0 + 2, rx: 1 }, group);
        if (own) svg("rect", { class: "ring", x: x0 - 3, y: y0 - 3, width: x1 - x0 + 6, height: y1 - y0 + 6, rx: 2 }, group);
      }
      if (own && item.own && item.boxes.length === 1) this.handles(group, item.boxes[0]);
    }
    const { hits, hit } = this.review;
    (hits || []).forEach((found, index) => {
      if (found.page !== this.page().n) return;
      for (const [x0, y0, x1, y1] of found.boxes) svg("rect", { class: `hit${index === hit ? " cur" : ""}`, x: x0 - 1.5, y: y0 - 1.5, width: x1 - x0 + 3, height: y1 - y0 + 3 }, boxes);
    });
    if (focused) boxes.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  // Stance is told by pattern as well as by colour: stripes, dots, bars.
  patterns(boxes) {
    const defs = svg("defs", {}, boxes);
    const pattern = (id, size, paint) => {
      const made = svg("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse" }, defs);
      paint(made);
    };
    pattern("h-redact", 6, (to) => { svg("rect", { width: 6, height: 6, fill: "#a01c12", opacity: 0.1 }, to); svg("path", { d: "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", stroke: "#a01c12", "stroke-width": 0.7, opacity: 0.6 }, to); });
    pattern("h-release", 4, (to) => { svg("rect", { width: 4, height: 4, fill: "#0b6b50", opacity: 0.08 }, to); svg("circle", { cx: 2, cy: 2, r: 0.5, fill: "#0b6b50", opacity: 0.5 }, to); });
    pattern("h-ask", 5, (to) => { svg("rect", { width: 5, height: 5, fill: "#ffb300", opacity: 0.25 }, to); svg("path", { d: "M1.5,0 v5", stroke: "#7a4a00", "stroke-width": 0.9, opacity: 0.7 }, to); });
  }

  handles(group, [x0, y0, x1, y1]) {
    const size = 7 / (this.shown || 1);
    for (const [name, x, y] of [["nw", x0, y0], ["ne", x1, y0], ["sw", x0, y1], ["se", x1, y1]])
      svg("rect", { class: "handle", "data-handle": name, x: x - size / 2, y: y - size / 2, width: size, height: size }, group);
  }

  point(event) {
    const box = this.at("boxes").getBoundingClientRect();
    const { w, h } = this.page();
    return [Math.min(Math.max(((event.clientX - box.left) / box.width) * w, 0), w), Math.min(Math.max(((event.clientY - box.top) / box.height) * h, 0), h)];
  }

  down(event) {
    if (event.button !== 0 || this.review.closed) return this.pan(event);
    const group = event.target.closest("[data-key]");
    const key = group?.dataset.key;
    const item = key && this.review.known.item(key);
    const from = this.point(event);
    if (this.mode === "pick" && item) {
      this.review.pick(key, { add: event.shiftKey || event.ctrlKey || event.metaKey, focus: true });
      if (item.own && item.boxes.length === 1 && !key.startsWith("new:") && !key.startsWith("keep:")) {
        this.drag = { kind: event.target.dataset.handle || "move", item, from, box: item.boxes[0], now: item.boxes[0] };
        this.at("boxes").setPointerCapture(event.pointerId);
      }
      return;
    }
    if (this.mode === "pick" && event.pointerType === "touch") return; // a finger scrolls; Draw makes it draw
    this.drag = { kind: "new", from, now: [...from, ...from], ghost: null };
    this.at("boxes").setPointerCapture(event.pointerId);
    event.preventDefault();
    this.at("stage").focus({ preventScroll: true });
  }

  pan(event) {
    if (event.button !== 1 && !this.review.closed) return;
    event.preventDefault();
    const stage = this.at("stage");
    const start = [event.clientX + stage.scrollLeft, event.clientY + stage.scrollTop];
    const move = (to) => { stage.scrollLeft = start[0] - to.clientX; stage.scrollTop = start[1] - to.clientY; };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", () => window.removeEventListener("pointermove", move), { once: true });
  }

  move(event) {
    const drag = this.drag;
    if (!drag) return;
    const [x, y] = this.point(event);
    const [fx, fy] = drag.from;
    if (drag.kind === "new") drag.now = [Math.min(fx, x), Math.min(fy, y), Math.max(fx, x), Math.max(fy, y)];
    else {
      const [dx, dy] = [x - fx, y - fy];
      let [x0, y0, x1, y1] = drag.box;
      if (drag.kind === "move" || drag.kind.includes("w")) x0 += dx;
      if (drag.kind === "move" || drag.kind.includes("e")) x1 += dx;
      if (drag.kind === "move" || drag.kind.includes("n")) y0 += dy;
      if (drag.kind === "move" || drag.kind.includes("s")) y1 += dy;
      drag.now = [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
    }
    if (!drag.ghost) drag.ghost = svg("rect", { class: `ghost${this.mode === "keep" ? " keep" : ""}` }, this.at("boxes"));
    const [x0, y0, x1, y1] = drag.now;
    for (const [name, value] of [["x", x0], ["y", y0], ["width", x1 - x0], ["height", y1 - y0]]) drag.ghost.setAttribute(name, value);
  }

  up() {
    const drag = this.drag;
    this.drop();
    if (!drag) return;
    const [x0, y0, x1, y1] = drag.now;
    const big = x1 - x0 > 3 && y1 - y0 > 3;
    if (drag.kind === "new") {
      if (!big) { if (this.mode === "pick") this.review.pick("", {}); return; }
      const kind = this.mode === "keep" ? "keep" : "draw";
      this.turn("pick");
      this.review.drawn(kind, [x0, y0, x1, y1]);
    } else if (big && drag.now.some((value, index) => Math.abs(value - drag.box[index]) > 1)) this.review.moved(drag.item, drag.now);
  }

  drop() { this.drag?.ghost?.remove(); this.drag = null; }

  turn(mode) {
    this.mode = this.mode === mode ? "pick" : mode;
    this.review.host.classList.toggle("drawing", this.mode !== "pick");
    this.review.button("draw").setAttribute("aria-pressed", String(this.mode === "draw"));
  }

  show(key) { this.reveal(this.at("boxes").querySelector(`[data-key="${CSS.escape(key)}"] rect`)); }

  reveal(box) {
    if (!box) return;
    const stage = this.at("stage").getBoundingClientRect();
    const own = box.getBoundingClientRect();
    if (own.top < stage.top + 30 || own.bottom > stage.bottom - 30) this.at("stage").scrollTop += own.top - stage.top - stage.height / 3;
    if (own.left < stage.left + 10 || own.right > stage.right - 10) this.at("stage").scrollLeft += own.left - stage.left - stage.width / 3;
  }
}

// Scroll a list so that one of its rows is in sight, and nothing but the list.
function within(list, row) {
  if (!row) return;
  const [own, all] = [row.getBoundingClientRect(), list.getBoundingClientRect()];
  if (own.top < all.top) list.scrollTop -= all.top - own.top + 4;
  else if (own.bottom > all.bottom) list.scrollTop += own.bottom - all.bottom + 4;
}

// Words that stand beside each other on a line make one box.
function lines(boxes) {
  const merged = [];
  for (const box of boxes) {
    const last = merged[merged.length - 1];
    if (last && Math.abs(last[1] - box[1]) < 4 && Math.abs(last[3] - box[3]) < 4 && box[0] >= last[0] && box[0] - last[2] < 12) {
      last[1] = Math.min(last[1], box[1]); last[2] = Math.max(last[2], box[2]); last[3] = Math.max(last[3], box[3]);
    } else merged.push([...box]);
  }
  return merged;
}
