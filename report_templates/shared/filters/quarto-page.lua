-- The page: figures, tables, boxes and footnotes as the embedded engine writes them, chapters below the title.

local with_widths = require("column-widths")
local parts = require("quarto-parts")

local function html(text)
  return pandoc.RawInline("html", text)
end

local function html_block(text)
  return pandoc.RawBlock("html", text)
end

local function escaped(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

local function shift(header)
  header.level = header.level + 1
  return header
end

local function picture(image)
  local size = pandoc.Attr("", {}, { width = image.attributes.width })
  return pandoc.Image(pandoc.Inlines(pandoc.Str(parts.description(image))), image.src, "", size)
end

local function reference(link)
  link.classes = link.classes:filter(function(class) return class ~= "quarto-xref" end)
  return link
end

local function figure(element)
  local caption = parts.labelled_caption(element)
  local name = parts.label(element.identifier) or parts.words(caption):gsub(":+$", "")
  local keys = { { "tabindex", "0" }, { "role", "group" }, { "aria-label", name } }
  local id = element.identifier ~= "" and ' id="' .. element.identifier .. '"' or ""
  local blocks = pandoc.Blocks({ html_block("<figure" .. id .. ">") })
  blocks:insert(pandoc.Div(element.content, pandoc.Attr("", { "figure-scroll" }, keys)))
  if #caption > 0 then
    caption:insert(1, html("<figcaption>"))
    caption:insert(html("</figcaption>"))
    blocks:insert(pandoc.Plain(caption))
  end
  blocks:insert(html_block("</figure>"))
  return blocks
end

local function head_cell(cell, scope)
  cell.attr = pandoc.Attr("", {}, { scope = cell.col_span > 1 and scope .. "group" or scope })
  return cell
end

local function with_headers(tbl)
  for _, row in ipairs(tbl.head.rows) do
    for index, cell in ipairs(row.cells) do row.cells[index] = head_cell(cell, "col") end
  end
  if #tbl.head.rows == 0 then return tbl end
  for _, body in ipairs(tbl.bodies) do
    body.row_head_columns = 1
    for _, row in ipairs(body.body) do
      if row.cells[1] then row.cells[1] = head_cell(row.cells[1], "row") end
    end
  end
  return tbl
end

local function wide_table(tbl)
  local caption = parts.labelled_caption(tbl)
  local keys = pandoc.List({ { "tabindex", "0" } })
  if #caption > 0 then
    keys:extend({ { "role", "region" }, { "aria-label", parts.words(caption) } })
    tbl.caption = { long = { pandoc.Plain(caption) } }
  end
  return pandoc.Div({ with_headers(with_widths(tbl)) }, pandoc.Attr("", { "table-scroll" }, keys))
end

local function details(summary, body, classes, summary_class)
  local class = summary_class and ' class="' .. summary_class .. '"' or ""
  local head = pandoc.Inlines({ html('<details class="' .. classes .. '"><summary' .. class .. ">") })
  head:extend(summary)
  head:insert(html("</summary>"))
  local blocks = pandoc.Blocks({ pandoc.Plain(head) })
  blocks:extend(body)
  blocks:insert(html_block("</details>"))
  return blocks
end

local function box(div, kind)
  local title, body = parts.title_and_body(div)
  if div.attributes.collapse == "true" and #title > 0 then
    return parts.anchored(details(title, body, "callout callout-" .. kind, "callout-title"), div.identifier)
  end
  local blocks, keys = pandoc.Blocks({}), pandoc.List({ { "role", "note" } })
  if #title > 0 then
    blocks:insert(pandoc.Div({ pandoc.Para(title) }, pandoc.Attr("", { "callout-title" })))
    keys:insert({ "aria-label", parts.words(title) })
  end
  blocks:extend(body)
  return pandoc.Div(blocks, pandoc.Attr(div.identifier, { "callout", "callout-" .. kind }, keys))
end

local function block(div)
  local kind = parts.box_kind(div)
  if kind then return box(div, kind) end
  if div.classes:includes("figure-data") then
    local folded = details(pandoc.Inlines(pandoc.Str(parts.summary(div))), div.content, "figure-data")
    return parts.anchored(folded, div.identifier)
  end
end

-- A new page is for PDF and Word.
local function page_break(raw)
  if raw.format == "html" and raw.text:find("page-break-after", 1, true) then
    return pandoc.Div({}, pandoc.Attr("", { "pagebreak" }))
  end
end

-- Footnotes with a name for their list and for the way back.
local notes = pandoc.List({})

local function note(element)
  notes:insert(element.content)
  local number = tostring(#notes)
  local opened = '<a href="#fn%s" class="footnote-ref" id="fnref%s" role="doc-noteref"><sup>%s</sup></a>'
  return html(opened:format(number, number, number))
end

local function with_way_back(content, number)
  local link = '<a href="#fnref%d" class="footnote-back" role="doc-backlink" aria-label="%s">↩︎</a>'
  local way = html(link:format(number, escaped(parts.texts.back)))
  local last = content[#content]
  if last and (last.t == "Para" or last.t == "Plain") then
    last.content:insert(way)
  else
    content:insert(pandoc.Para({ way }))
  end
  return content
end

local function note_list()
  local classes = "footnotes footnotes-end-of-document"
  local opened = '<section id="footnotes" class="' .. classes .. '" role="doc-endnotes" aria-label="%s">\n<hr />\n<ol>'
  local blocks = pandoc.Blocks({ html_block(opened:format(escaped(parts.texts.footnotes))) })
  for number, content in ipairs(notes) do
    blocks:insert(html_block(('<li id="fn%d">'):format(number)))
    blocks:extend(with_way_back(content, number))
    blocks:insert(html_block("</li>"))
  end
  blocks:insert(html_block("</ol>\n</section>"))
  return blocks
end

local function page_title(meta)
  local words = pandoc.List({ parts.words(meta.title) })
  words:extend(parts.marks)
  return table.concat(words, " · ")
end

-- Whether Quarto wrote numbers into headings; the options do not tell it.
local function has_numbers(blocks)
  local found = false
  blocks:walk({ Header = function(header) found = found or header.attributes.number ~= nil end })
  return found
end

-- The contents hold no footnotes.
local function contents(document)
  local meta, depth = document.meta, PANDOC_WRITER_OPTIONS.toc_depth + 1
  if meta["toc-title"] and PANDOC_WRITER_OPTIONS.table_of_contents then
    local blocks = document.blocks:walk({ Note = function() return {} end })
    local options = pandoc.WriterOptions({ toc_depth = depth, number_sections = has_numbers(blocks) })
    local list = pandoc.structure.table_of_contents(blocks, options)
    if #list.content > 0 then meta.toc, meta["table-of-contents"] = list, list end
  end
  return document
end

local function finish(document)
  local meta = document.meta
  meta.pagetitle = page_title(meta)
  meta["skip-words"] = parts.texts.skip
  if meta["logo-alt"] then meta["logo-alt"] = pandoc.MetaString(parts.words(meta["logo-alt"])) end -- for an attribute
  if #notes > 0 then meta.notes = note_list() end
  return document
end

return {
  { Header = shift, Image = picture, Link = reference, Figure = figure, Table = wide_table, Div = block },
  { Pandoc = contents },
  { Note = note, RawBlock = page_break },
  { Pandoc = finish },
}
