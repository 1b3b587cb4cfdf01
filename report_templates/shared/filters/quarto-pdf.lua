-- The PDF: Typst code for figures, tables, boxes and notes as the embedded engine writes it, and exact signs.

local with_widths = require("column-widths").with_widths
local parts = require("quarto-parts")

local WRAPPERS = { ["figure-note"] = "note-below", ["table-note"] = "note-below", lead = "lead", quote = "quote" }
-- Typst guesses quotation marks and makes dashes, dots and minus signs of these.
-- At the start of a line or of square brackets it takes the last three for a list, heading or term.
local GUESSED = {
  "['\"]", "‘", "’", "“", "”", "–", "—", "…", "%-%-", "%.%.%.", "%-%?", "^%-%d", "[^%w]%-%d",
  "^%d+%.$", "^[-+/]$", "^=+$",
}

local function code(text)
  return pandoc.RawInline("typst", text)
end

local function code_block(text)
  return pandoc.RawBlock("typst", text)
end

local function matches_any(text, patterns)
  for _, pattern in ipairs(patterns) do
    if text:find(pattern) then return true end
  end
  return false
end

local function quoted(text)
  return '"' .. text:gsub('[\\"]', "\\%0"):gsub("\n", " ") .. '"'
end

local function verbatim(text)
  return code("#" .. quoted(text) .. ";")
end

local function exact(str)
  return matches_any(str.text, GUESSED) and verbatim(str.text) or nil
end

local function with_marks(element)
  local single = element.quotetype == "SingleQuote"
  local inlines = element.content:clone()
  inlines:insert(1, verbatim(single and "‘" or "“"))
  inlines:insert(verbatim(single and "’" or "”"))
  return inlines
end

local function wrapped(name, inlines)
  local found = pandoc.Inlines({ code("#" .. name .. "[") })
  found:extend(inlines)
  found:insert(code("]"))
  return found
end

local function call(name, argument, title, body)
  local head = pandoc.Inlines({ code("#" .. name .. "(" .. argument .. ": [") })
  head:extend(title)
  head:insert(code("], body: ["))
  local blocks = pandoc.Blocks({ pandoc.Plain(head) })
  blocks:extend(body)
  blocks:insert(code_block("])"))
  return blocks
end

local function picture(image)
  local arguments = { quoted("/" .. parts.file(image)), "width: " .. (image.attributes.width or "100%") }
  table.insert(arguments, "alt: " .. quoted(parts.description(image)))
  return code("#box(image(" .. table.concat(arguments, ", ") .. "))") -- in a line with words, where it is no figure
end

local function counted(anchor)
  local kind = anchor:match("^%a+")
  return ('kind: "quarto-float-%s", supplement: [%s], numbering: "1"'):format(kind, parts.titles[kind])
end

local function figure(element)
  local anchor, caption = element.identifier, parts.caption(element)
  local image = nil
  element:walk({ RawInline = function(raw) image = image or raw.text:match("^#box%((image%(.*)%)$") end })
  if not image then return nil end
  if not parts.numbers[anchor] then
    local inlines = pandoc.Inlines({ code("#" .. image) })
    inlines:extend(wrapped("unnumbered-caption", caption))
    return pandoc.Para(inlines)
  end
  local inlines = pandoc.Inlines({ code(("#figure(%s, %s, caption: ["):format(image, counted(anchor))) })
  inlines:extend(caption)
  inlines:insert(code("])<" .. anchor .. ">"))
  return pandoc.Para(inlines)
end

local function bare(tbl)
  local found = tbl:clone()
  found.attr = pandoc.Attr("", { "typst:no-figure" })
  found.caption = { long = {} }
  return found
end

local function captioned(tbl)
  local anchor, caption = tbl.identifier, parts.caption(tbl)
  local blocks = pandoc.Blocks({})
  if parts.numbers[anchor] then
    local head = pandoc.Inlines({ code("#figure(" .. counted(anchor) .. ", caption: [") })
    head:extend(caption)
    head:insert(code("])["))
    blocks:insert(pandoc.Plain(head))
    blocks:insert(bare(tbl))
    blocks:insert(code_block("]<" .. anchor .. ">"))
  else
    if #caption > 0 then blocks:insert(pandoc.Para(wrapped("unnumbered-caption", caption))) end
    blocks:insert(bare(tbl))
  end
  return blocks
end

local function enclosed(opened, blocks)
  local found = pandoc.Blocks({ code_block(opened) })
  found:extend(blocks)
  found:insert(code_block("]"))
  return found
end

local function with_heads(tbl)
  local heads, found = #tbl.head.rows, captioned(tbl)
  if heads > 1 then found = enclosed("#with-head-rows(" .. heads .. ")[", found) end
  if tbl.attributes["long-cells"] then found = enclosed("#with-long-cells[", found) end
  local part = tbl.attributes.squeezed
  return part and enclosed("#squeezed(" .. part .. ")[", found) or found
end

local function block(div)
  if parts.box_kind(div) then
    local title, body = parts.title_and_body(div)
    return parts.anchored(call("callout", "title", title, body), div.identifier)
  end
  if div.classes:includes("figure-data") then
    local summary = pandoc.Inlines({ verbatim(parts.summary(div)) })
    return parts.anchored(call("folded-data", "summary", summary, div.content), div.identifier)
  end
  if div.classes:includes("exhibit") then
    local said = pandoc.List({})
    if div.classes:includes("long-table") then said:insert("long: true") end
    if div.classes:includes("in-order") then said:insert("floats: false") end
    local opened = #said > 0 and ("#exhibit(%s)["):format(table.concat(said, ", ")) or "#exhibit["
    return enclosed(opened, div.content)
  end
  for class, name in pairs(WRAPPERS) do
    if div.classes:includes(class) then
      return parts.anchored(enclosed("#" .. name .. "[", div.content), div.identifier)
    end
  end
end

local annex, counts, pattern = false, { [false] = 0, [true] = 0 }, "1.1.1"

-- From where annexes begin they are counted, or chapters again; nil where the count goes on.
local function numbering(header)
  if header.level > 1 or not parts.sections[header.identifier] then return nil end
  local is_annex = parts.is_annex(header)
  counts[is_annex] = counts[is_annex] + 1
  if is_annex == annex then return nil end
  annex = is_annex
  local numbers = annex and "A" .. pattern:sub(2) or pattern
  return code_block(("#counter(heading).update(%d)\n#set heading(numbering: %s, supplement: %s)"):format(
    counts[annex] - 1, quoted(numbers), annex and "[" .. parts.annex .. "]" or "auto"
  ))
end

-- A footnote in a heading, which the contents do not repeat; its paragraphs stand in a row.
local function heading(header)
  header.content = header.content:walk({
    Note = function(note) return wrapped("heading-note", pandoc.utils.blocks_to_inlines(note.content, { pandoc.Space() })) end,
  })
  local switch = numbering(header)
  return switch and pandoc.Blocks({ switch, header }) or header
end

-- A page that is empty yet is not left empty.
local function page_break(raw)
  if raw.format == "typst" and raw.text == "#pagebreak()" then return code_block("#pagebreak(weak: true)") end
end

local function span(element)
  return element.classes:includes("caption-mark") and wrapped("caption-mark", element.content) or nil
end

-- Headings without numbers where the report asks for that, which Quarto tells the other formats only.
local function settings(meta)
  pattern = meta["section-numbering"] and parts.words(meta["section-numbering"]) or pattern
  if not PANDOC_WRITER_OPTIONS.number_sections then meta["section-numbering"] = "" end
  return meta
end

return {
  { Meta = settings, Table = with_widths }, -- before words become code, which has no width
  {
    Str = exact, Quoted = with_marks, Image = picture, Span = span,
    Figure = figure, Table = with_heads, Header = heading,
    Div = block, RawBlock = page_break,
  },
}
