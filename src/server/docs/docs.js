// Shows /api/openapi.json for reading: every operation, its parameters, and the shape of what goes in and out.
const root = document.getElementById("operations");
const filter = document.getElementById("filter");

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** A schema as an indented outline: name, type, what it means. */
function outline(schema, depth = 0) {
  const pad = "  ".repeat(depth);
  if (!schema) return "";
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.map((option) => outline(option, depth)).join(`\n${pad}or\n`);
  if (schema.type === "object" && schema.properties) {
    return Object.entries(schema.properties)
      .map(([name, part]) => {
        const optional = schema.required?.includes(name) ? "" : "?";
        const inner = nested(part);
        const head = `${pad}${name}${optional}: ${typeOf(part)}${part.description ? `  (${part.description})` : ""}`;
        return inner ? `${head}\n${outline(inner, depth + 1)}` : head;
      })
      .join("\n");
  }
  const inner = nested(schema);
  return inner && inner !== schema ? `${pad}${typeOf(schema)}\n${outline(inner, depth + 1)}` : `${pad}${typeOf(schema)}`;
}

function nested(schema) {
  if (schema.type === "array") return nested(schema.items ?? {});
  return schema.type === "object" && schema.properties ? schema : undefined;
}

function typeOf(schema) {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.map(typeOf).join(" | ");
  const name = Array.isArray(schema.type) ? schema.type.join(" | ") : (schema.type ?? "anything");
  return schema.format ? `${name} (${schema.format})` : name;
}

function shape(title, content) {
  const schema = content?.["application/json"]?.schema;
  if (!schema) return [];
  return [element("h3", title), element("pre", outline(schema))];
}

function parameters(list) {
  if (!list?.length) return [];
  const table = element("table");
  for (const { name, in: place, required, schema = {}, description } of list) {
    const row = table.insertRow();
    row.insertCell().append(element("code", name));
    row.insertCell().append(element("span", `${place}${required ? "" : ", optional"}`, "quiet"));
    row.insertCell().textContent = typeOf(schema);
    row.insertCell().textContent = description ?? schema.description ?? "";
  }
  return [element("h3", "Parameters"), table];
}

function operation(method, path, { summary, description, parameters: list, requestBody, responses }) {
  const box = element("details");
  const head = element("summary");
  head.append(element("span", method.toUpperCase(), "method"), element("code", path), element("span", `  ${summary ?? ""}`, "quiet"));
  box.append(head);
  if (description) box.append(element("p", description));
  box.append(...parameters(list), ...shape("Body", requestBody?.content));
  for (const [status, response] of Object.entries(responses ?? {})) {
    box.append(element("h3", `${status}: ${response.description ?? ""}`), ...shape("", response.content).slice(1));
  }
  box.dataset.words = `${method} ${path} ${summary ?? ""} ${description ?? ""}`.toLowerCase();
  return box;
}

const api = await (await fetch("/api/openapi.json")).json();
document.getElementById("about").textContent = api.info.description;
const rooms = new Map();
for (const [path, methods] of Object.entries(api.paths)) {
  const room = path.startsWith("/api/") ? path.split("/")[2] : "intake";
  for (const [method, spec] of Object.entries(methods)) rooms.set(room, [...(rooms.get(room) ?? []), operation(method, path, spec)]);
}
for (const [room, operations] of [...rooms].sort(([a], [b]) => a.localeCompare(b))) {
  const section = element("section");
  section.append(element("h2", room), ...operations);
  root.append(section);
}
filter.addEventListener("input", () => {
  for (const box of root.querySelectorAll("details")) box.hidden = !box.dataset.words.includes(filter.value.toLowerCase());
  for (const section of root.querySelectorAll("section")) section.hidden = !section.querySelector("details:not([hidden])");
});
