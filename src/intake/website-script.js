// Sluice on a shop's pages. Sends page views, what the page says by `sluice(…)`, by `data-sluice-…` and by `dataLayer`.
// Nothing is stored in the browser before `sluice("consent")`; until then a visitor is known only as long as the page stays.
((window, document) => {
  const script = document.currentScript;
  const key = script.dataset.key;
  const server = script.src.replace(/\/s\.js.*$/, "/v1/");
  const random = () => Date.now().toString(36) + "-" + Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);
  const goods =
    /^(view_item(_list)?|select_item|search|view_search_results|add_to_cart|remove_from_cart|view_cart|begin_checkout|add_(shipping|payment)_info|purchase|refund|generate_lead|sign_up)$/;
  const name = "sluice";
  let referrer = document.referrer;
  let address;

  // Storage may be forbidden; then nothing is kept.
  const stored = (value) => {
    try {
      if (value === undefined) return JSON.parse(localStorage.getItem(name));
      if (value) localStorage.setItem(name, JSON.stringify(value));
      else localStorage.removeItem(name);
    } catch {}
  };
  const me = stored() || { a: random() };

  const send = (type, more) => {
    const timestamp = new Date().toISOString();
    const page = { url: location.href, path: location.pathname, search: location.search, referrer, title: document.title };
    const event = {
      type,
      ...more,
      anonymousId: me.a,
      userId: me.u,
      messageId: random(),
      timestamp,
      sentAt: timestamp,
      context: { page, library: { name } },
      writeKey: key,
    };
    const body = JSON.stringify(event);
    const url = server + type[0];
    if (!(navigator.sendBeacon && navigator.sendBeacon(url, body)))
      fetch(url, { method: "POST", body, keepalive: true, mode: "no-cors" }).catch(() => {});
  };

  const calls = {
    track: (event, properties) => send("track", { event, properties }),
    page: (properties) => send("page", { properties }),
    identify: (id, traits) => {
      if (typeof id === "object") traits = id;
      else me.u = id;
      if (me.c) stored(me);
      send("identify", { traits });
    },
    consent: (given = true) => {
      me.c = given;
      stored(given ? me : null);
    },
  };
  const call = (args) => calls[args[0]] && calls[args[0]](...[].slice.call(args, 1));

  const propertiesOf = (element) => {
    const properties = {};
    for (const attribute in element.dataset) {
      const word = /^sluice([A-Z].*)/.exec(attribute);
      if (word && word[1] !== "Event" && word[1] !== "On")
        properties[word[1].replace(/(?!^)[A-Z]/g, "_$&").toLowerCase()] = element.dataset[attribute];
    }
    return properties;
  };
  const said = (element) => calls.track(element.dataset.sluiceEvent, propertiesOf(element));
  const onPage = "[data-sluice-event]";
  const seen = new WeakSet();
  const listen = (kind) =>
    document.addEventListener(
      kind,
      ({ target }) => {
        const element = target.closest && target.closest(onPage);
        if (element && !element.dataset.sluiceOn && (element.tagName === "FORM") === (kind === "submit")) said(element);
      },
      true,
    );

  const viewed = () => {
    if (address === location.pathname + location.search) return;
    if (address !== undefined) referrer = location.origin + address;
    address = location.pathname + location.search;
    send("page", {});
    document
      .querySelectorAll(onPage + "[data-sluice-on=load]")
      .forEach((element) => seen.has(element) || (seen.add(element), said(element)));
  };

  // Both ways of filling it: `gtag("event", name, values)` and `{ event, ecommerce }`.
  const layer = (window.dataLayer = window.dataLayer || []);
  const heard = (entry) => {
    if (!entry) return;
    const event = entry[0] === "event" ? entry[1] : entry.event;
    if (goods.test(event)) calls.track(event, entry[0] === "event" ? entry[2] : entry.ecommerce || entry.eventModel || {});
  };

  const start = () => {
    viewed();
    listen("click");
    listen("submit");
    addEventListener("popstate", viewed);
    for (const change of ["pushState", "replaceState"]) {
      const before = history[change];
      history[change] = function () {
        before.apply(this, arguments);
        setTimeout(viewed);
      };
    }
    const push = layer.push;
    layer.forEach(heard);
    layer.push = function () {
      [].forEach.call(arguments, heard);
      return push.apply(layer, arguments);
    };
    const early = (window[name] && window[name].q) || [];
    window[name] = function () {
      call(arguments);
    };
    early.forEach(call);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})(window, document);
