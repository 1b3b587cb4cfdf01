-- Runs in both engines, before anything is numbered.
-- 1. A reference to a chapter says "Hoofdstuk 3", one to an annex "Bijlage A", one to a section "Paragraaf 3.2".
-- 2. The title page shows the fields that `title-page` names; others become lines of the imprint.
-- 3. `confidential:`, `demonstration: true`, `concept: true` and `status:` become marks on title page and running header,
--    and `demonstration: true` a quiet word in brackets after every numbered caption.
-- 4. A base ("n = 341") is not broken over lines.
-- 5. A figure or table and the notes below it become one `exhibit`, which the writers keep together.

package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path

local choose_title_fields = require("title-fields")

local chapters = {}
local chapter_label, annex_label = "Hoofdstuk", "Bijlage"
local caption_mark = nil
local SHORT_TABLE = 9 -- rows, head included; a longer table may be broken over pages

local function stringify(value)
  return value and pandoc.utils.stringify(value) or ""
end

local function add_marks(meta)
  local texts = meta["mark-texts"] or {}
  local marks = pandoc.List({})
  if meta.confidential then
    marks:insert(pandoc.MetaInlines(pandoc.Inlines(stringify(meta.confidential))))
  end
  if meta.demonstration == true then
    caption_mark = stringify(texts["demonstration-caption"] or texts.demonstration)
    marks:insert(pandoc.MetaInlines(pandoc.Inlines(stringify(texts.demonstration))))
  end
  if meta.concept == true then
    local words = stringify(texts.concept)
    local date = stringify(meta.date)
    marks:insert(pandoc.MetaInlines(pandoc.Inlines(date ~= "" and (words .. ", " .. date) or words)))
  end
  if meta.status then
    marks:insert(pandoc.MetaInlines(pandoc.Inlines(stringify(meta.status))))
  end
  if #marks > 0 then
    meta.marks = pandoc.MetaList(marks)
  end
end

local function read_meta(meta)
  if meta["chapter-label"] then
    chapter_label = stringify(meta["chapter-label"])
  end
  if meta["annex-label"] then
    annex_label = stringify(meta["annex-label"])
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
    chapters[header.identifier] = header.classes:includes("annex") and annex_label or chapter_label
  end
end

local function name_chapter(cite)
  for _, citation in ipairs(cite.citations) do
    if chapters[citation.id] and citation.mode == "AuthorInText" and #citation.prefix == 0 then
      citation.mode = "NormalCitation"
      citation.prefix = pandoc.Inlines(chapters[citation.id])
    end
  end
  return cite
end

local function last_block(caption)
  local block = caption.long[#caption.long]
  return block and block.content and block or nil
end

-- To Quarto the anchor of a table is still text at the end of its caption, `{#tbl-x tbl-colwidths="[70,30]"}`, and
-- begins at the first word with a brace, which may be a word of the caption. So the anchor is taken from the end here.
local function take_anchor(tbl)
  local block = last_block(tbl.caption)
  if not block or not stringify(block.content):match("}$") then return end
  local inlines = block.content
  for index = #inlines, 1, -1 do
    if inlines[index].t == "Str" and inlines[index].text:match("^{#tbl%-") then
      local braces = stringify(pandoc.Inlines({ table.unpack(inlines, index) })):gsub("“", '"'):gsub("”", '"')
      local heading = pandoc.read("# x " .. braces, "markdown").blocks[1]
      tbl.identifier = heading.identifier
      for name, value in pairs(heading.attributes) do tbl.attributes[name] = value end
      block.content = pandoc.Inlines({ table.unpack(inlines, 1, index - 1) })
      return
    end
  end
end

-- A mark after the caption; to Quarto also where there is none, because a caption that ends in a word with a brace
-- would be read as an anchor.
local function add_mark(caption, words)
  local block = last_block(caption)
  if not block then return end
  local content = block.content
  while #content > 0 and content[#content].t == "Space" do content:remove(#content) end
  if words then content:insert(pandoc.Space()) end
  content:insert(pandoc.Span(words and "(" .. words .. ")" or {}, pandoc.Attr("", { "caption-mark" })))
end

local function mark_figure(figure)
  if caption_mark and figure.identifier:match("^fig%-") then
    add_mark(figure.caption, caption_mark)
    return figure
  end
end

local function mark_table(tbl)
  if quarto then take_anchor(tbl) end
  local words = tbl.identifier:match("^tbl%-") and caption_mark or nil
  if words or quarto then add_mark(tbl.caption, words) end
  return tbl
end

local function is_shortcode(span)
  return span.classes:includes("quarto-shortcode__")
end

-- Quarto makes a paragraph of an item or cell that holds one shortcode and nothing else: an empty word beside
-- it keeps the item an item.
local function keep_item(plain)
  local only = #plain.content == 1 and plain.content[1]
  if only and only.t == "Span" and is_shortcode(only) then
    plain.content:insert(pandoc.Str(""))
    return plain
  end
end

-- The identifier that pandoc gives a heading comes from its words; to Quarto a shortcode in it is 100 signs. So headings
-- that name none themselves are counted here as pandoc counts them once shortcodes are gone.
local identifiers, alike = {}, {}

local function given_identifier(inlines)
  local page = pandoc.write(pandoc.Pandoc({ pandoc.Header(1, inlines) }), "html")
  return pandoc.read(page, "html").blocks[1].identifier
end

local function count_identifier(header)
  local own = header.identifier
  local words = header.content:walk({ Span = function(span) return is_shortcode(span) and {} or nil end })
  local given = given_identifier(words)
  local earlier = alike[given] or 0
  alike[given] = earlier + 1
  local stem, number = own:match("^(.*)%-(%d+)$")
  if own:find("7b7b3c", 1, true) or (stem == given and tonumber(number) <= earlier) then own = given end
  local count, free = 0, own
  while identifiers[free] do
    count = count + 1
    free = own .. "-" .. count
  end
  identifiers[free] = true
  header.identifier = free
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

-- A comment is for whoever edits the text. Quarto would put it into the page, with its shortcodes run.
local function is_comment(element)
  return element.t:match("^Raw") and element.format == "html" and element.text:match("^<!%-%-.-%-%->%s*$")
end

local function is_space(inline)
  return inline == nil or inline.t == "Space" or inline.t == "SoftBreak"
end

local function without_comments(inlines)
  local found, after = pandoc.Inlines({}), false
  for _, inline in ipairs(inlines) do
    local doubled = after and is_space(inline) and is_space(found[#found])
    after = is_comment(inline) or doubled
    if not after then found:insert(inline) end
  end
  if after and #found > 0 and is_space(found[#found]) then found:remove(#found) end
  return found
end

local function without_comment_blocks(blocks)
  return blocks:filter(function(block) return not is_comment(block) end)
end

local function is_shown(block)
  return block and (block.t == "Figure" or block.t == "Table")
end

local function is_note(block)
  return block and block.t == "Div" and (block.classes:includes("figure-note") or block.classes:includes("table-note"))
end

local function is_conditional(block)
  return block.t == "Div" and (block.classes:includes("content-visible") or block.classes:includes("content-hidden"))
end

local function row_count(tbl)
  local count = #tbl.head.rows
  for _, body in ipairs(tbl.bodies) do count = count + #body.head + #body.body end
  return count
end

local function exhibit_of(block, in_order)
  local classes = { "exhibit" }
  if in_order then table.insert(classes, "in-order") end
  if block.t == "Table" and row_count(block) > SHORT_TABLE then table.insert(classes, "long-table") end
  return pandoc.Div({ block }, pandoc.Attr("", classes))
end

-- Only in the text itself: what stands in a box or a fold stays where it is.
local function grouped(blocks, in_order)
  local found, exhibit = pandoc.Blocks({}), false
  for _, block in ipairs(blocks) do
    if exhibit and is_note(block) then
      found[#found].content:insert(block)
    else
      exhibit = is_shown(block)
      if is_conditional(block) then block.content = grouped(block.content, block.classes:includes("in-order")) end
      found:insert(exhibit and exhibit_of(block, in_order) or block)
    end
  end
  return found
end

-- "n = 341" stays on one line. Not in tables: the heads of their columns are narrow.
local function hold_together(inlines)
  for place = 1, #inlines - 3 do
    local name, sign = inlines[place], inlines[place + 2]
    if name.t == "Str" and name.text:match("^%(?n$") and sign.t == "Str" and sign.text == "=" then
      for _, gap in ipairs({ place + 1, place + 3 }) do
        if inlines[gap].t == "Space" or inlines[gap].t == "SoftBreak" then inlines[gap] = pandoc.Str("\u{a0}") end
      end
    end
  end
  return inlines
end

local function as_it_is(block)
  return block, false
end

local function group_exhibits(document)
  document.blocks = grouped(document.blocks)
  return document
end

local for_quarto = quarto and { Header = count_identifier } or {}

return {
  { Inlines = without_comments, Blocks = without_comment_blocks },
  for_quarto,
  { Meta = read_meta, Image = hold_shortcodes, Plain = keep_item },
  { Header = read_header },
  { Cite = name_chapter, Figure = mark_figure, Table = mark_table },
  { traverse = "topdown", Inlines = hold_together, Table = as_it_is },
  { Pandoc = group_exhibits },
}
