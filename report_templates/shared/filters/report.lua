-- Runs in both engines, before anything is numbered.
-- 1. A reference to a chapter says "Hoofdstuk 3" and one to a section "Paragraaf 3.2".
-- 2. The title page shows the fields that `title-page` names; others become lines of the imprint.
-- 3. `demonstration: true` and `concept: true` become marks on title page and running header,
--    and `demonstration: true` a quiet word in brackets after every numbered caption.

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

local standard_fields = { "subtitle", "author", "date" }

local function choose_title_fields(meta)
  if not meta["title-page"] then
    return
  end
  local shown, imprint = {}, pandoc.List({})
  for _, field in ipairs(meta["title-page"]) do
    local name = stringify(field)
    shown[name] = true
    if not pandoc.List(standard_fields):includes(name) and meta[name] then
      imprint:insert(pandoc.MetaInlines(pandoc.Inlines(stringify(meta[name]))))
    end
  end
  for _, name in ipairs(standard_fields) do
    if not shown[name] then meta[name] = nil end
  end
  if #imprint > 0 then meta.imprint = pandoc.MetaList(imprint) end
end

local function read_meta(meta)
  if meta["chapter-label"] then
    chapter_label = stringify(meta["chapter-label"])
  end
  if not meta.author and stringify(meta.publisher) ~= "" then
    meta.author = meta.publisher
  end
  add_marks(meta)
  choose_title_fields(meta)
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

-- In some versions of Quarto the anchor of a table is still text at the end of its caption.
local function insertion_point(inlines)
  local last = inlines[#inlines]
  if last and last.t == "Str" and last.text:match("^{#tbl%-.*}$") then
    return #inlines - 1
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

return {
  { Meta = read_meta },
  { Header = read_header },
  { Cite = name_chapter, Figure = mark_figure, Table = mark_table },
}
