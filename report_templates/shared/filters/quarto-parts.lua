-- What the writers for page, PDF and Word share: the words of the settings, numbers, captions, pictures.

local stringify = pandoc.utils.stringify

local parts = {
  NO_BREAK_SPACE = "\u{a0}",
  texts = {}, titles = {}, box_titles = {}, numbers = {}, sections = {}, marks = {}, annex = "",
}

local function as_text(value)
  return value and stringify(value) or ""
end

local function all_texts(values)
  local found = {}
  for name, value in pairs(values or {}) do
    if type(name) == "string" then found[name] = as_text(value) end
  end
  return found
end

-- Keep what the settings and the front matter say.
function parts.read(meta)
  parts.texts = all_texts(meta["page-texts"])
  parts.box_titles = all_texts(meta["box-titles"])
  local crossref = meta.crossref or {}
  parts.titles = { fig = as_text(crossref["fig-title"]), tbl = as_text(crossref["tbl-title"]) }
  parts.annex = as_text(meta["annex-label"])
  parts.marks = {}
  for _, mark in ipairs(meta.marks or {}) do table.insert(parts.marks, as_text(mark)) end
end

-- The plain text of anything, footnotes left out.
function parts.words(value)
  local kept = pandoc.Blocks({ pandoc.Plain(parts.inlines(value)) })
  return (stringify(kept:walk({ Note = function() return {} end })):gsub("\n", " "))
end

-- Inlines of a caption or title, however Quarto or pandoc holds it.
function parts.inlines(value)
  if value == nil then return pandoc.Inlines({}) end
  local kind = pandoc.utils.type(value)
  if kind == "Blocks" or kind == "List" then return pandoc.utils.blocks_to_inlines(value) end
  if kind == "Block" then return value.content or pandoc.Inlines({}) end
  return pandoc.Inlines(value)
end

-- The element of a type within blocks, where there is exactly one.
function parts.only(content, type_)
  local found = pandoc.List({})
  pandoc.Div(quarto.utils.as_blocks(content)):walk({ [type_] = function(element) found:insert(element) end })
  return #found == 1 and found[1] or nil
end

-- The first inline of a type within blocks.
function parts.first_inline(blocks, type_)
  local found = nil
  pandoc.Div(blocks):walk({ [type_] = function(element) found = found or element end })
  return found
end

-- "Grafiek 1" for an anchor with a number, else nil.
function parts.label(anchor)
  local number = parts.numbers[anchor]
  return number and parts.titles[anchor:match("^%a+")] .. parts.NO_BREAK_SPACE .. number
end

function parts.caption(element)
  return parts.inlines(element.caption.long)
end

-- A caption with "Grafiek 1:" in front where there is a number.
function parts.labelled_caption(element)
  local caption, label = parts.caption(element), parts.label(element.identifier)
  if label then
    caption:insert(1, pandoc.Space())
    caption:insert(1, pandoc.Span(label .. ":", pandoc.Attr("", { "caption-label" })))
  end
  return caption
end

-- The description of a picture for people who cannot see it.
function parts.description(image)
  local alt = image.attributes["fig-alt"] or image.attributes.alt or parts.words(image.caption)
  return (alt:gsub("\u{e000}", ""))
end

-- The file of a picture: pandoc writes a space in its name as %20.
function parts.file(image)
  local found = io.open(image.src, "rb")
  if not found then return (image.src:gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end)) end
  found:close()
  return image.src
end

-- The kind of a box: `note`, `tip` and so on, nil for any other block.
function parts.box_kind(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%a+)$")
    if kind and kind ~= "title" then return kind end
  end
end

-- Inlines of the title of a box (empty if it has none) and blocks of its body.
function parts.title_and_body(div)
  local body = div.content:clone()
  local head = body[1]
  if head and head.t == "Div" and head.classes:includes("callout-title") then
    body:remove(1)
    return parts.inlines(head.content), body
  end
  return pandoc.Inlines({}), body
end

-- What a fold of figures is called: "Cijfers bij grafiek 5", by the anchor of the figure.
function parts.summary(div)
  local label = parts.label(div.attributes.figure or "")
  local name = parts.texts["figure-data"] or ""
  if label then name = parts.texts["figure-data-of"]:gsub("{figure}", (parts.small_start(label):gsub("%%", "%%%%"))) end
  return div.attributes.summary or name
end

-- First letter small, unless the first word is an abbreviation.
function parts.small_start(text)
  local _, capitals = (text:match("^%S+") or ""):gsub("%u", "")
  return capitals > 1 and text or text:gsub("^%u", string.lower)
end

-- Blocks that stand for a block with an anchor, which links still find.
function parts.anchored(blocks, identifier)
  return identifier ~= "" and pandoc.Blocks({ pandoc.Div(blocks, pandoc.Attr(identifier)) }) or pandoc.Blocks(blocks)
end

-- Whether a heading opens an annex, which is counted with letters.
function parts.is_annex(header)
  return header.level == 1 and header.classes:includes("annex")
end

local function letters(count)
  local found = ""
  while count > 0 do
    local last = (count - 1) % 26
    found, count = string.char(65 + last) .. found, (count - 1 - last) // 26
  end
  return found
end

-- Quarto numbers annexes as chapters: "9.1" becomes "A.1", and a chapter after them counts on from the last one.
function parts.number_sections(document)
  local chapters, annexes, first = 0, 0, "0"
  document.blocks:walk({ Header = function(header)
    local number = header.attributes.number
    if not number or header.classes:includes("unnumbered") then return end
    if header.level == 1 then
      if parts.is_annex(header) then annexes = annexes + 1 else chapters = chapters + 1 end
      first = parts.is_annex(header) and letters(annexes) or tostring(chapters)
    end
    parts.sections[header.identifier] = { written = number, own = number:gsub("^%d+", first) }
  end })
end

-- What stands before a heading: "3.2", "Bijlage A"; empty where it has no number.
function parts.heading_number(header)
  local found = parts.sections[header.identifier]
  if not found then return "" end
  return parts.is_annex(header) and parts.annex .. parts.NO_BREAK_SPACE .. found.own or found.own
end

-- A reference to a section with its own number in place of the one that Quarto wrote.
function parts.section_reference(link)
  local found, last = parts.sections[link.target:gsub("^#", "")], link.content[#link.content]
  local is_reference = link.classes:includes("quarto-xref") and last and last.t == "Str"
  if not found or not is_reference or last.text:sub(-#found.written) ~= found.written then return end
  link.content[#link.content] = pandoc.Str(last.text:sub(1, -#found.written - 1) .. found.own)
end

-- The number that Quarto wrote into a heading, taken out of it.
function parts.take_number(header)
  local found = parts.sections[header.identifier]
  local first = header.content[1]
  if not found or not first or parts.words({ first }):gsub("%.$", "") ~= found.written then return end
  header.content:remove(1)
  while header.content[1] and parts.words({ header.content[1] }):match("^%.?%s*$") do header.content:remove(1) end
end

return parts
