// What is known of a record: what the server says, with what this person did since painted over it.
// Every event carries a number; the server says up to which it has come, so nothing is lost and nothing is applied twice.

class Known {
  constructor() {
    this.client = [...crypto.getRandomValues(new Uint32Array(2))].join("-");
    this.sequence = 0;
    this.waiting = [];
    this.told = null;
    this.past = []; // what each own step changed on the page, so that undo shows at once
    this.items = [];
    this.pictures = new Map(); // id of a picture -> its data URL; the oldest is let go first
  }

  hear(data) {
    this.told = data;
    if (data.client === this.client) this.waiting = this.waiting.filter((event) => event.seq > data.ack);
    for (const [id, url] of Object.entries(data.pictures || {})) {
      this.pictures.delete(id);
      this.pictures.set(id, url);
      if (this.pictures.size > 24) this.pictures.delete(this.pictures.keys().next().value);
    }
    this.rebuild();
  }

  rebuild() {
    this.items = this.told.items.map((item) => ({ ...item }));
    this.strip = this.told.strip.map((pair) => [...pair]);
    this.undecided = this.told.undecided;
    for (const event of this.waiting) this.paint(event);
  }

  tell(event) {
    if (event.kind === "decide") this.past.push(event.keys.map((key) => ({ ...this.item(key) })).filter((item) => item.key));
    else if (["all", "draw", "keep", "pages", "record", "accept-record", "redo"].includes(event.kind)) this.past.push(null);
    const whole = { ...event, ...(event.kind === "undo" ? { before: this.past.pop() || [] } : {}), seq: ++this.sequence, record: this.told.record.id, page: event.page || this.told.page.n };
    this.waiting.push(whole);
    this.paint(whole);
    return whole;
  }

  item(key) { return this.items.find((item) => item.key === key); }

  // What an event will do to the page in sight, before the server has said so.
  paint(event) {
    if (event.record !== this.told.record.id) return;
    if (event.kind === "undo") {
      for (const old of event.before) { const item = this.item(old.key); if (item) Object.assign(item, old); }
    } else if (event.kind === "decide") {
      for (const key of event.keys) this.settle(this.item(key), event);
    } else if (event.kind === "all" && event.reach !== "elsewhere") {
      for (const item of this.items) if (item.state === "undecided" && matches(item, event)) this.settle(item, event);
    } else if (event.kind === "draw" || event.kind === "keep") {
      if (event.page !== this.told.page.n) return;
      const old = this.item(event.replaces);
      const fresh = { key: event.replaces || `new:${event.seq}`, boxes: event.boxes, stance: "redact", state: "drawn", outcome: "redact",
        type: event.kind === "keep" ? "all but the box" : "drawn box", basis: event.basis || "", node: event.node, reason: "", text: "", score: 1, role: "", person: "", own: true };
      if (old) Object.assign(old, fresh); else this.items.push(fresh);
    }
  }

  settle(item, event) {
    if (!item) return;
    const was = item.state === "undecided";
    if (event.verdict === "clear") { item.state = "undecided"; item.outcome = ""; }
    else if (event.verdict === "accept") {
      if (item.stance === "ask") return;
      item.state = "accepted"; item.outcome = item.stance;
    } else {
      item.outcome = event.verdict;
      item.state = item.stance === event.verdict ? "accepted" : event.verdict === "release" ? "rejected" : "changed";
      if (event.basis) item.basis = event.basis;
    }
    if (item.own && event.verdict === "release") this.items.splice(this.items.indexOf(item), 1);
    const step = (item.state === "undecided" ? 1 : 0) - (was ? 1 : 0);
    const cell = this.strip[this.told.page.n - 1];
    if (cell) cell[0] = Math.max(0, cell[0] + step);
    this.undecided = Math.max(0, this.undecided + step);
  }
}

function matches(item, event) {
  if (event.person && item.person !== event.person) return false;
  if (event.type && item.type_id !== event.type) return false;
  if (event.string && !same(item.text).includes(same(event.string))) return false;
  return !(event.verdict === "accept" && item.stance === "ask");
}

function same(text) { return (text || "").toLowerCase().split(/\s+/).join(" "); }

const look = (item) => (item.outcome === "redact" ? "held" : item.outcome === "release" ? "open" : `${item.stance} undecided`);
const STANCES = { redact: "Proposed: withhold", release: "Proposed: release", ask: "Your call" };
function standing(item) {
  if (item.outcome === "redact") return item.own ? "Withheld, drawn by hand" : "Withheld";
  if (item.outcome === "release") return "Released";
  return STANCES[item.stance];
}
