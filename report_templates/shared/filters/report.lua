-- Runs in both engines, before anything is numbered.
-- 1. A reference to a chapter says "Hoofdstuk 3" and one to a section "Paragraaf 3.2".
-- 2. The title page shows the fields that `title-page` names; others become lines of the imprint.
-- 3. `demonstration: true` and `concept: true` become marks on title page and running header,
--    and `demonstration: true` a quiet word in brackets after every numbered caption.

package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path

local choose_title_fields = require("title-fields")

local chapters = {}
local chapter_label = "Hoofdstuk"
local caption_mark = nil

local function stringify(value)
  return value and pandoc.utils.stringify(value) or ""
end

local function add_marks(meta)
  local texts = meta["mark-texts"] or {}
  local marks = pandoc.List({})
  if meta.demonstration == true then
    caption_mark = stringify(texts["demonstration-caption"] or texts.demonstration)
    marks:insert(pandoc.MetaInlines(pandoc.Inlines(stringify(texts.demonstration))))
  end
  if meta.concept == true then
    local words = stringify(texts.concept)
    local date = stringify(meta.date)
    marks:insert(pandoc.MetaInlines(pandoc.Inlines(date ~= "" and (words .. ", " .. date) or words)))
  end
  if #marks > 0 then
    meta.marks = pandoc.MetaList(marks)
  end
end

local function read_meta(meta)
  if meta["chapter-label"] then
    chapter_label = stringify(meta["chapter-label"])
  end
  if not meta.author and stringify(meta.publisher) ~= "" then
    meta.author = meta.publisher
  end
  add_marks(meta)
  if not quarto then choose_title_fields(meta) end -- Quarto still has shortcodes to fill in from them
  return meta
end

local function read_header(header)
  if header.level == 1 and header.identifier:match("^sec%-") then
    chapters[header.identifier] = true
  end
end

local function name_chapter(cite)
  for _, citation in ipairs(cite.citations) do
    if chapters[citation.id] and citation.mode == "AuthorInText" and #citation.prefix == 0 then
      citation.mode = "NormalCitation"
      citation.prefix = pandoc.Inlines(chapter_label)
    end
  end
  return cite
end

-- To Quarto the anchor of a table is still text at the end of its caption: `{#tbl-x tbl-colwidths="[70,30]"}`.
local function insertion_point(inlines)
  local closes = #inlines > 0 and stringify(inlines[#inlines]):match("}$")
  for index = #inlines, 1, -1 do
    local inline = inlines[index]
    if closes and inline.t == "Str" and inline.text:match("^{#tbl%-") then return index - 1 end
  end
  return #inlines
end

local function add_mark(caption)
  local block = caption.long[#caption.long]
  if not caption_mark or not block or not block.content then
    return
  end
  local at = insertion_point(block.content)
  while at > 0 and block.content[at].t == "Space" do at = at - 1 end
  local words = pandoc.Span(pandoc.Inlines("(" .. caption_mark .. ")"), pandoc.Attr("", { "caption-mark" }))
  block.content:insert(at + 1, pandoc.Space())
  block.content:insert(at + 2, words)
end

local function mark_figure(figure)
  if figure.identifier:match("^fig%-") then
    add_mark(figure.caption)
    return figure
  end
end

local function is_numbered(tbl)
  return tbl.identifier:match("^tbl%-") or stringify(tbl.caption.long):match("{#tbl%-[^}]*}$")
end

local function mark_table(tbl)
  if #tbl.caption.long > 0 and is_numbered(tbl) then
    add_mark(tbl.caption)
    return tbl
  end
end

-- Quarto makes a paragraph of an item or cell that holds one shortcode and nothing else: an empty word beside
-- it keeps the item an item.
local function keep_item(plain)
  local only = #plain.content == 1 and plain.content[1]
  if only and only.t == "Span" and only.classes:includes("quarto-shortcode__") then
    plain.content:insert(pandoc.Str(""))
    return plain
  end
end

-- The identifier that pandoc gives a heading comes from its words; to Quarto a shortcode in it is 100 signs.
local identifiers = {}

local function shorten_identifier(header)
  if header.identifier:find("7b7b3c", 1, true) then
    local words = header.content:walk({
      Span = function(span) return span.classes:includes("quarto-shortcode__") and {} or nil end,
    })
    local heading = pandoc.Header(1, words)
    local markdown = pandoc.write(pandoc.Pandoc({ heading }), "markdown-auto_identifiers")
    header.identifier = pandoc.read(markdown, "markdown").blocks[1].identifier
  end
  local count = identifiers[header.identifier] or 0
  identifiers[header.identifier] = count + 1
  if count > 0 then header.identifier = header.identifier .. "-" .. count end
  return header
end

-- Quarto runs shortcodes in the description of a picture too, escaped or not; one sign keeps them words.
local function hold_shortcodes(image)
  local alt = quarto and image.attributes["fig-alt"]
  if alt and alt:find("{{<", 1, true) then
    image.attributes["fig-alt"] = alt:gsub("{{<", "{{\u{e000}<")
    return image
  end
end

local for_quarto = quarto and { Header = shorten_identifier } or {}

return {
  for_quarto,
  { Meta = read_meta, Image = hold_shortcodes, Plain = keep_item },
  { Header = read_header },
  { Cite = name_chapter, Figure = mark_figure, Table = mark_table },
}
