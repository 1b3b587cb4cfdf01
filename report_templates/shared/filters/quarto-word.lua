-- The Word file: styles, numbers and references as Word's own fields, boxes as tables, contents filled in,
-- as the embedded engine writes them; and the title and marks of the report in the header of reference.docx.

local widths = require("column-widths")
local parts = require("quarto-parts")
local personalise = require("word-header")

local STYLES = {
  ["figure-note"] = "Figure Note", ["table-note"] = "Figure Note", lead = "Lead", quote = "Block Text",
}
local NARROW, SMALL = "<!-- narrow table -->", "<!-- small table -->" -- behind a table whose longest words do not fit
local GAP = '<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>'
local FIRST_BOOKMARK = 100000

local function escaped(text)
  return (text:gsub("[&<>]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }))
end

local function xml(text)
  return pandoc.RawInline("openxml", text)
end

local function xml_block(text)
  return pandoc.RawBlock("openxml", text)
end

local function styled(style, blocks)
  return pandoc.Div(blocks, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

local function styled_words(style, inlines)
  return pandoc.Span(inlines, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

local function bookmark(anchor)
  return (anchor:gsub("[^%w\128-\255]", "_"))
end

local bookmarks = 0

-- "Grafiek 1:" with a field that counts, and a bookmark that references point at.
local function label(anchor)
  local number, word = parts.numbers[anchor], escaped(parts.titles[anchor:match("^%a+")])
  local style = '<w:rPr><w:rStyle w:val="CaptionLabel"/></w:rPr>'
  local id = FIRST_BOOKMARK + bookmarks
  bookmarks = bookmarks + 1
  return xml(table.concat({
    ('<w:bookmarkStart w:id="%d" w:name="%s"/>'):format(id, bookmark(anchor)),
    ('<w:r>%s<w:t xml:space="preserve">%s%s</w:t></w:r>'):format(style, word, parts.NO_BREAK_SPACE),
    ('<w:fldSimple w:instr=" SEQ %s \\* ARABIC "><w:r>%s<w:t>%s</w:t></w:r></w:fldSimple>'):format(word, style, number),
    ('<w:bookmarkEnd w:id="%d"/>'):format(id),
    ("<w:r>%s<w:t>:</w:t></w:r>"):format(style),
  }))
end

local function labelled(element)
  local caption = parts.caption(element)
  if parts.numbers[element.identifier] then
    caption:insert(1, pandoc.Space())
    caption:insert(1, label(element.identifier))
  end
  return caption
end

local function reference(link)
  local anchor = link.target:gsub("^#", "")
  parts.section_reference(link)
  if not parts.numbers[anchor] then return link end
  local run = '<w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>%s</w:r>'
  local field = '<w:instrText xml:space="preserve"> REF ' .. bookmark(anchor) .. " \\h \\* MERGEFORMAT </w:instrText>"
  local words = '<w:t xml:space="preserve">' .. escaped(parts.words(link.content)) .. "</w:t>"
  local pieces = {
    '<w:fldChar w:fldCharType="begin"/>', field, '<w:fldChar w:fldCharType="separate"/>', words,
    '<w:fldChar w:fldCharType="end"/>',
  }
  for index, piece in ipairs(pieces) do pieces[index] = run:format(piece) end
  return xml(table.concat(pieces))
end

local function picture(image)
  local size = pandoc.Attr("", {}, { width = image.attributes.width or "100%" })
  return pandoc.Image(pandoc.Inlines(pandoc.Str(parts.description(image))), image.src, "", size)
end

local function figure(element)
  local caption = labelled(element)
  local image = parts.first_inline(element.content, "Image")
  local blocks = pandoc.Blocks({
    styled(#caption > 0 and "Captioned Figure" or "Figure", { pandoc.Para({ image }) }),
  })
  if #caption > 0 then blocks:insert(styled("Image Caption", { pandoc.Para(caption) })) end
  return blocks
end

local function spaced_table(tbl)
  local caption = labelled(tbl)
  local size = widths.size_that_fits(tbl)
  local found = widths.with_widths(tbl)
  found.attr = pandoc.Attr()
  found.caption = { long = #caption > 0 and { pandoc.Plain(caption) } or {} }
  local marks = { [1] = "", [widths.SMALLER] = NARROW }
  local mark = marks[size] or SMALL
  local blocks = pandoc.Blocks({ found, xml_block(GAP) })
  if mark ~= "" then blocks:insert(2, xml_block(mark)) end
  return blocks
end

-- A box as a table of one column whose header row is the title, which screen readers announce.
local function box(div)
  local title, body = parts.title_and_body(div)
  local head = pandoc.List({})
  if #title > 0 then
    local cell = pandoc.Cell({ styled("Callout Title", { pandoc.Para(title) }) })
    head:insert(pandoc.Row({ cell }))
  end
  local rows = { pandoc.Row({ pandoc.Cell(body) }) }
  local bodies = { { attr = pandoc.Attr(), body = rows, head = {}, row_head_columns = 0 } }
  local attributes = pandoc.Attr("", {}, { ["custom-style"] = "Callout" })
  local tbl = pandoc.Table(
    { long = {} }, { { pandoc.AlignDefault, 1.0 } }, pandoc.TableHead(head), bodies, pandoc.TableFoot(), attributes
  )
  return pandoc.Blocks({ xml_block(GAP), tbl, xml_block(GAP) })
end

-- The paragraph of one space that Quarto puts between tables, figures and boxes.
local function spacer(para)
  local only = #para.content == 1 and para.content[1]
  if only and only.t ~= "RawInline" and parts.words({ only }):match("^%s*$") then return {} end
end

local function block(div)
  if parts.box_kind(div) then return parts.anchored(box(div), div.identifier) end
  if div.classes:includes("exhibit") then return div.content end
  if div.classes:includes("figure-data") then
    local title = pandoc.Para({ pandoc.Strong({ pandoc.Str(parts.summary(div)) }) })
    local blocks = pandoc.Blocks({ styled("Table Caption", { title }) })
    blocks:extend(div.content)
    return parts.anchored(blocks, div.identifier)
  end
  for class, style in pairs(STYLES) do
    if div.classes:includes(class) then return parts.anchored({ styled(style, div.content) }, div.identifier) end
  end
end

local function span(element)
  if element.classes:includes("caption-mark") then return styled_words("Caption Mark", element.content) end
end

local TAB = "<w:r><w:tab/></w:r>"

-- A number and what parts it from the words of its heading: a tab, or a colon after "Bijlage A".
local function numbered(number, annex, style, inlines)
  local found = pandoc.Inlines({ styled_words(style, { pandoc.Str(number) }) })
  found:extend(annex and { pandoc.Str(":"), pandoc.Space() } or { xml(TAB) })
  found:extend(inlines)
  return found
end

-- The contents need the words of headings before references become fields.
local headings = pandoc.List({})

local function list_heading(header)
  parts.take_number(header)
  headings:insert({
    level = header.level, id = header.identifier, number = parts.heading_number(header),
    annex = parts.is_annex(header), words = parts.words(header.content),
    listed = not header.classes:includes("unlisted"),
  })
  return header
end

local function heading(header)
  local number = parts.heading_number(header)
  if number ~= "" then
    header.content = numbered(number, parts.is_annex(header), "Section Number", header.content)
  end
  header.attributes.number = nil
  return header
end

local function contents_line(found)
  local inlines = pandoc.Inlines({ styled_words("Contents Link", { pandoc.Str(found.words) }) })
  if found.number ~= "" then inlines = numbered(found.number, found.annex, "Contents Link", inlines) end
  local link = pandoc.Link(inlines, "#" .. found.id)
  return styled("toc " .. found.level, { pandoc.Para({ link }) })
end

local function contents(meta, depth)
  local lines = pandoc.Blocks({})
  for _, found in ipairs(headings) do
    if found.level <= depth and found.listed then lines:insert(contents_line(found)) end
  end
  if #lines == 0 then return lines end
  local field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-'
    .. depth .. '" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
  lines[1].content[1].content:insert(1, xml(field))
  lines[#lines].content[1].content:insert(xml('<w:r><w:fldChar w:fldCharType="end"/></w:r>'))
  lines:insert(1, styled("TOC Heading", { pandoc.Para(parts.inlines(meta["toc-title"])) }))
  lines:insert(1, xml_block(
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
      .. "</w:docPartObj></w:sdtPr><w:sdtContent>"
  ))
  lines:insert(xml_block("</w:sdtContent></w:sdt>"))
  return lines
end

local function logo(meta)
  local name = meta["logo-word"] and parts.words(meta["logo-word"]) or ""
  if name == "" then return nil end
  local size = pandoc.Attr("", {}, { height = parts.words(meta["logo-height"]) })
  return pandoc.Inlines({ pandoc.Image(parts.inlines(meta["logo-alt"]), name, "", size) })
end

local function finish(document)
  local meta = document.meta
  if PANDOC_WRITER_OPTIONS.table_of_contents then
    local front = contents(meta, PANDOC_WRITER_OPTIONS.toc_depth)
    front:extend(document.blocks)
    document.blocks = front
  end
  meta["mark-runs"], meta["imprint-runs"] = meta.marks, meta.imprint
  meta.logo = logo(meta)
  meta.lang = "nl-NL"
  personalise(parts.words(meta["short-title"] or meta.title), table.concat(parts.marks, " · "))
  return document
end

return {
  { Header = list_heading },
  {
    Link = reference, Image = picture, Span = span, Header = heading, Para = spacer,
    Figure = figure, Table = spaced_table, Div = block,
  },
  { Pandoc = finish },
}
