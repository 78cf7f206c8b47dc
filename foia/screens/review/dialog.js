// The small forms: under which provision and on which facts; all alike; the list of keys.

const KEYS = [
  ["n / p", "next / previous undecided"], ["a", "accept what is proposed"], ["r", "release (reject a proposal to withhold)"],
  ["x", "withhold under a provision you choose"], ["e", "everything alike: same person, words or type"], ["c", "make undecided again"],
  ["z / shift+z", "undo / redo"], ["d, then drag", "draw a box (or drag on the bare page)"], ["j / k", "next / previous passage"],
  ["space", "select or unselect; shift-click selects several"], ["shift+a", "accept everything proposed on this page"],
  ["w", "withhold this whole page"], ["arrows", "move a drawn box; with shift: resize it"], ["/", "search this record; Enter goes to the next place"],
  ["Page Up / Page Down", "previous / next page"], ["+ / − / 0", "zoom in / out / fit"], ["v", "result beside the original"],
  ["g", "show or hide the pages' strip"], ["Esc", "close, unselect"], ["?", "this list"],
];

class Dialog {
  constructor(review, at) {
    this.review = review;
    this.at = at;
    at("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const wrong = this.ready ? this.ready() : "";
      if (wrong) { at("wrong").textContent = wrong; return; }
      at("dialog").close();
      const done = this.done;
      this.done = null;
      if (done) done();
    });
    at("dialog").addEventListener("close", () => review.stage.at("stage").focus({ preventScroll: true }));
  }

  get open() { return this.at("dialog").open; }

  show(title, lead, ok, holds) {
    const { at } = this;
    at("title").textContent = title;
    at("lead").textContent = lead;
    at("wrong").textContent = "";
    this.review.button("cancel").hidden = ok === "Close";
    at("fields").replaceChildren();
    at("ok").textContent = ok;
    at("ok").classList.toggle("hold", holds);
    this.ready = this.done = null;
    at("dialog").showModal();
  }

  // Which provision, which facts, which other law. `then` gets {node, basis, facts, second}.
  ground(title, lead, node, then, { fixed = false, ok = "Withhold" } = {}) {
    this.show(title, lead, ok, true);
    const fields = this.at("fields");
    const known = this.review.known.told.provisions;
    el("label", { for: "fr-node" }, "Provision", fields);
    const select = el("select", { id: "fr-node", disabled: fixed }, "", fields);
    const used = new Set(this.review.known.items.map((item) => item.node));
    const groups = [["Raised in this record", known.filter((one) => one.raised || used.has(one.node))], ["All provisions in force that can ground a denial", known]];
    for (const [label, ones] of groups) {
      if (!ones.length) continue;
      const group = el("optgroup", { label }, "", select);
      for (const one of ones) el("option", { value: one.node }, `${one.citation} — ${one.title}`, group);
    }
    select.value = known.some((one) => one.node === node) ? node : known[0]?.node;
    const words = el("p", { class: "quiet" }, "", fields);
    el("label", { for: "fr-facts" }, "Facts of this record that bring it under the provision", fields);
    const facts = el("textarea", { id: "fr-facts", "aria-describedby": "fr-facts-why" }, "", fields);
    const why = el("p", { class: "quiet", id: "fr-facts-why" }, "", fields);
    const second = el("div", {}, "", fields);
    el("label", { for: "fr-second" }, "The other law that prohibits disclosure (act and section)", second);
    const other = el("input", { id: "fr-second", type: "text" }, "", second);
    const refresh = () => {
      const one = this.review.provision(select.value);
      words.textContent = one ? one.title : "";
      facts.value = one?.saved || "";
      why.textContent = one?.facts ? "The letter must state a detailed factual basis (5 ILCS 140/9(a)). Do not quote what is withheld." : "Optional for this provision.";
      second.hidden = !one?.second;
    };
    select.addEventListener("change", refresh);
    refresh();
    this.ready = () => {
      const one = this.review.provision(select.value);
      if (!one) return "Choose a provision.";
      if (one.facts && !facts.value.trim()) return "Write the facts: the letter must state them.";
      if (one.second && !other.value.trim()) return "Name the other law.";
      return "";
    };
    this.done = () => {
      const one = this.review.provision(select.value);
      if (facts.value.trim()) one.saved = facts.value.trim();
      this.review.last = one.node;
      then({ node: one.node, basis: one.citation, facts: facts.value.trim(), second: one.second ? other.value.trim() : "" });
    };
    (fixed ? facts : select).focus();
  }

  // The same decision for everything alike. `then` gets {match, reach, verdict}.
  alike(item, then) {
    this.show("Everything alike", "Only passages that are still undecided are touched.", "Go on", false);
    const fields = this.at("fields");
    const ways = [];
    if (item.person) ways.push(["person", `the same person${item.role ? ` (${item.role})` : ""}`]);
    if (item.text) ways.push(["string", "the same words, also where nothing was found"]);
    ways.push(["type", `the same type: ${item.type}`]);
    const choose = (legend, name, options) => {
      const set = el("fieldset", {}, "", fields);
      el("legend", {}, legend, set);
      options.forEach(([value, words], index) => {
        const label = el("label", {}, "", set);
        el("input", { type: "radio", name, value, checked: index === 0 }, "", label);
        label.append(words);
      });
    };
    choose("Alike is", "match", ways);
    choose("Where", "reach", [["record", "in this record"], ["page", "on this page"], ["case", "in every record of the case"]]);
    choose("Decision", "verdict", [["redact", "withhold"], ["release", "release"], ["accept", "as proposed for each"]]);
    const value = (name) => fields.querySelector(`input[name=${name}]:checked`).value;
    this.done = () => then({ match: value("match"), reach: value("reach"), verdict: value("verdict") });
    fields.querySelector("input").focus();
  }

  keys() {
    this.show("Keys", "They work whenever no field is being typed in.", "Close", false);
    const list = el("dl", {}, "", this.at("fields"));
    for (const [key, what] of KEYS) {
      el("kbd", {}, key, el("dt", {}, "", list));
      el("dd", {}, what, list);
    }
    this.at("ok").focus();
  }

  ask(title, lead, ok, then) {
    this.show(title, lead, ok, false);
    this.done = then;
    this.at("ok").focus();
  }
}
