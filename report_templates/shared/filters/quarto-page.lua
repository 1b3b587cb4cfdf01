-- The page: figures, tables, boxes and footnotes as the embedded engine writes them, chapters below the title.

local grid = require("table-grid")
local parts = require("quarto-parts")
local widths = require("column-widths")

local NARROW = "(max-width: 40rem)" -- a screen for which a figure has its own drawing, as in styles.css

local function html(text)
  return pandoc.RawInline("html", text)
end

local function html_block(text)
  return pandoc.RawBlock("html", text)
end

local function escaped(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

local function heading(header)
  local number = parts.heading_number(header)
  local first = header.content[1]
  if number ~= "" and first and first.t == "Span" and first.classes:includes("header-section-number") then
    first.content = pandoc.Inlines(pandoc.Str(number))
    header.attributes.number = number
  end
  header.level = header.level + 1
  return header
end

-- The drawing of a figure for a narrow screen, where there is one.
local function narrow_source(image)
  local file = io.open((parts.file(image):gsub("%.svg$", "-narrow.svg")), "rb")
  if not file or not image.src:match("%.svg$") then return nil end
  local data = quarto.base64.encode(file:read("a"))
  file:close()
  return ('<picture><source media="%s" srcset="data:image/svg+xml;base64,%s" />'):format(NARROW, data)
end

local function picture(image)
  local size = pandoc.Attr("", {}, { width = image.attributes.width })
  local narrow = narrow_source(image)
  local shown = pandoc.Image(pandoc.Inlines(pandoc.Str(parts.description(image))), image.src, "", size)
  return narrow and pandoc.Inlines({ html(narrow), shown, html("</picture>") }) or shown
end

local function reference(link)
  parts.section_reference(link)
  link.classes = link.classes:filter(function(class) return class ~= "quarto-xref" end)
  return link
end

local function figure(element)
  local caption = parts.labelled_caption(element)
  local id = element.identifier ~= "" and ' id="' .. element.identifier .. '"' or ""
  local blocks = pandoc.Blocks({ html_block("<figure" .. id .. ">") })
  blocks:extend(element.content)
  if #caption > 0 then
    caption:insert(1, html("<figcaption>"))
    caption:insert(html("</figcaption>"))
    blocks:insert(pandoc.Plain(caption))
  end
  blocks:insert(html_block("</figure>"))
  return blocks
end

-- Header cells with their scope, other cells with the name of their column; roles, which a browser may forget where
-- cells are no longer cells.
local function with_roles(rows, tbl, stubs, labels, scope)
  for number, cells in ipairs(grid.placed(rows, #tbl.colspecs)) do
    local row = rows[number]
    row.attr = pandoc.Attr("", {}, { role = "row" })
    for _, cell in ipairs(cells) do
      local covers = scope == "col" and cell.width or cell.height
      local keys = pandoc.List({ { "role", "cell" } })
      if cell.column <= stubs then
        keys = { { "scope", covers > 1 and scope .. "group" or scope }, { "role", scope == "col" and "columnheader" or "rowheader" } }
      elseif labels and labels[cell.column] ~= "" then
        keys:insert({ "data-label", labels[cell.column] })
      end
      row.cells[cell.index].attr = pandoc.Attr("", {}, keys)
    end
  end
  return rows
end

local function with_headers(tbl)
  local stubs, labels = grid.stub_columns(tbl), grid.column_labels(tbl)
  tbl.head.attr = pandoc.Attr("", {}, { role = "rowgroup" })
  tbl.head.rows = with_roles(tbl.head.rows, tbl, #tbl.colspecs, nil, "col")
  for _, body in ipairs(tbl.bodies) do
    body.attr = pandoc.Attr("", {}, { role = "rowgroup" })
    body.row_head_columns = stubs
    body.body = with_roles(body.body, tbl, stubs, labels, "row")
  end
  return tbl
end

local function page_table(tbl)
  local caption, name = parts.labelled_caption(tbl), tbl.attributes["aria-label"]
  local rem, smaller = widths.stacked_below(tbl)
  local found = with_headers(widths.with_widths(tbl))
  local keys = pandoc.List({ { "role", "table" } })
  if #caption == 0 and name then keys:insert({ "aria-label", name }) end
  found.attr = pandoc.Attr(tbl.identifier, {}, keys)
  if #caption > 0 then found.caption = { long = { pandoc.Plain(caption) } } end
  if rem then
    local classes = { "table-box", "stacks-" .. rem, smaller and "smaller" or nil }
    return pandoc.Div({ found }, pandoc.Attr("", classes))
  end
  local scrolls = pandoc.List({ { "tabindex", "0" } })
  if #caption > 0 or name then
    scrolls:extend({ { "role", "region" }, { "aria-label", #caption > 0 and parts.words(caption) or name } })
  end
  return pandoc.Div({ found }, pandoc.Attr("", { "table-box", "scrolls" }, scrolls))
end

-- A fold of figures gives its name to tables in it.
local function name_data(div)
  if not div.classes:includes("figure-data") then return end
  local name = parts.summary(div)
  return div:walk({ Table = function(tbl)
    tbl.attributes["aria-label"] = name
    return tbl
  end })
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
  if div.classes:includes("exhibit") then return div.content end
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
  local title = parts.words(meta.title)
  local words = pandoc.List({ meta.subtitle and title .. ": " .. parts.words(meta.subtitle) or title })
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
  { Div = name_data },
  { Header = heading, Image = picture, Link = reference, Figure = figure, Table = page_table, Div = block },
  { Pandoc = contents },
  { Note = note, RawBlock = page_break },
  { Pandoc = finish },
}
