-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- B7, B8: which chats have unread messages, how many, and what was read last. The read markers are the account's own, in
-- its private PEP node (XEP-0490). No storage driver can count what we count, and reading 10,000 archived messages takes
-- about a second, so what was counted is kept: for each chat the archive ids behind its marker, in a store of our own. A
-- login reads the archive backwards to the newest message that the login before knew, which mostly is one message.
--
-- note = {
--   newest = archive id up to which the rest is true;
--   markers = { [chat] = archive id of the last read message, as in the PEP node then };
--   unread = { [chat] = { archive ids, oldest first } };
-- }

local async = require "util.async";
local jid_bare = require "util.jid".bare;

local markers_of = module:require "markers".read;

local archive = module:open_store(module:get_option_string("archive_store", "archive"), "archive");
local notes = module:open_store "bind2_unread";

-- What is new is written down when it is this much; reading it again is cheaper.
local worth_writing = 16;
-- As many archived messages are read at most, when an account has no note yet or was away for long. What is older does not
-- count. The default is what an archive of Prosody's own file storage can hold.
local max_scan = module:get_option_integer("bind2_unread_max_scan", 10000, 1);
-- Nobody shows more; a chat that nobody has ever marked would be kept in whole.
local max_count = 1000;
local max_markers = 5000;

local xmlns_muc_user = "http://jabber.org/protocol/muc#user";
local xmlns_eme = "urn:xmpp:eme:0";

local lib = {};

-- What counts

local function is_encrypted(stanza)
	local omemo = stanza:get_child("encrypted", "eu.siacs.conversations.axolotl") or stanza:get_child("encrypted", "urn:omemo:2");
	if omemo then
		return omemo:get_child("payload") ~= nil; -- without one it only carries keys
	end
	return stanza:get_child("openpgp", "urn:xmpp:openpgp:0") or stanza:get_child("x", "jabber:x:encrypted")
		or stanza:get_child("encryption", xmlns_eme);
end

-- The chat that this archived message makes unread; nil: none.
local function unread_chat(stanza, with, user_bare)
	local from, kind = stanza.attr.from, stanza.attr.type;
	if kind == "error" or kind == "groupchat" or not from or jid_bare(from) == user_bare then return; end
	local body = stanza:get_child_text("body");
	if not (body and body ~= "") and not is_encrypted(stanza) then return; end
	if stanza:get_child("x", xmlns_muc_user) and not stanza:find("{"..xmlns_muc_user.."}x/invite") then
		return from; -- a private message of a room: XEP-0490 §3.1 marks it by the full address
	end
	return with;
end

-- The archive

-- Prosody makes archive ids that sort by time (UUID version 7).
local function sorts_by_time(id)
	return id:find("^%x%x%x%x%x%x%x%x%-%x%x%x%x%-7%x%x%x%-%x%x%x%x%-") ~= nil;
end

local function first_of(username, query)
	query.limit = 1;
	local items = archive:find(username, query);
	if not items then return nil; end
	local first = {};
	for id, _, when in items do
		first = { id = id; time = when };
	end
	return first;
end

--- { start = item, ["end"] = item }, item = { id, time }; both absent when the archive is empty. nil: it cannot be read.
function lib.ends(username)
	local first, last = first_of(username, {}), first_of(username, { reverse = true });
	if not first or not last then return nil; end
	return { start = first.id and first; ["end"] = last.id and last };
end

-- Everything newer than `known`, newest first: { { id =, chat = or nil }, ... }, and whether it was met. In pages, because
-- an SQL driver reads all that it finds at once. The id says where a page begins, the time lets the file driver find the
-- place without reading up to it; a second too much, because there are archives that know only seconds.
local function read_back(username, known, breathe)
	local user_bare = username.."@"..module.host;
	local found = {};
	local page, last_id, last_time = 1, nil, nil;
	while #found < max_scan do
		page = math.min(page, max_scan - #found);
		local items, err = archive:find(username, { reverse = true; limit = page; before = last_id; ["end"] = last_time and last_time + 1 });
		if not items then return nil, err or "unreadable"; end
		local rows = 0;
		for id, stanza, when, with in items do
			if id == known then return found, true; end
			rows, last_id, last_time = rows + 1, id, when;
			found[#found + 1] = { id = id; chat = unread_chat(stanza, with, user_bare) };
		end
		if rows < page then return found, false; end
		if breathe and page >= 256 then async.sleep(0); end
		page = math.min(page * 4, 256);
	end
	return found, false;
end

-- Forgets what the marker says was read. False: it names a message whose place is not known.
local function apply_marker(list, marker, was, place)
	local keep_from;
	for i = #list, 1, -1 do
		if list[i] == marker then keep_from = i + 1; break; end
	end
	if not keep_from and place[marker] then
		keep_from = #list + 1;
		-- place counts from the newest; what has none is older than all that was read now.
		while keep_from > 1 and (place[list[keep_from - 1]] or math.huge) < place[marker] do keep_from = keep_from - 1; end
	end
	if not keep_from and sorts_by_time(marker) and (not was or (sorts_by_time(was) and was < marker)) then
		keep_from = #list + 1;
		while keep_from > 1 and (not sorts_by_time(list[keep_from - 1]) or list[keep_from - 1] > marker) do keep_from = keep_from - 1; end
	end
	if not keep_from then return false; end
	table.move(list, keep_from, #list + keep_from - 1, 1);
	return true;
end

-- Brings the note up to date. False: it has to be made anew, because a marker went back or cannot be placed.
local function update(note, found, markers)
	local place = {};
	for i = #found, 1, -1 do
		local item = found[i];
		place[item.id] = i;
		if item.chat then
			local list = note.unread[item.chat];
			if not list then
				list = {};
				note.unread[item.chat] = list;
			end
			list[#list + 1] = item.id;
		end
	end
	for chat, marker in pairs(markers) do
		local was, list = note.markers[chat], note.unread[chat];
		if list and marker ~= was then
			-- In a new note nothing older is missing, so a marker without a place has aged out: all that is left is unread (B137).
			if not apply_marker(list, marker, was, place) and not note.fresh then return false; end
		elseif was and marker ~= was and sorts_by_time(marker) and sorts_by_time(was) and marker < was then
			return false; -- what was read may be unread again
		end
	end
	note.markers = markers;
	return true;
end

-- The markers of now over those that we knew: the PEP node keeps 256 of them, and pushes out the oldest.
local function merge_markers(known, now)
	local merged, count = {}, 0;
	for chat, id in pairs(known) do
		merged[chat], count = id, count + 1;
	end
	if count > max_markers then merged = {}; end
	for chat, id in pairs(now) do merged[chat] = id; end
	return merged;
end

-- Drops what no longer is in the archive, and what is too much. `first`: its oldest id, nil when it is empty.
local function trim(note, first)
	for chat, list in pairs(note.unread) do
		local from = math.max(1, #list - max_count + 1);
		if not first then
			from = #list + 1;
		elseif sorts_by_time(first) then
			while list[from] and sorts_by_time(list[from]) and list[from] < first do from = from + 1; end
		end
		if from > 1 then
			table.move(list, from, #list + from - 1, 1);
		end
		if not list[1] then note.unread[chat] = nil; end
	end
end

local function same(a, b)
	for k, v in pairs(a) do
		if b[k] ~= v then return false; end
	end
	for k in pairs(b) do
		if a[k] == nil then return false; end
	end
	return true;
end

local function new_note()
	return { version = 1; markers = {}; unread = {}; fresh = true };
end

-- `preparing`: there is time for more than what came since the last step.
local function catch_up(username, note, preparing)
	local breathe = preparing and async.ready();
	local found, met = read_back(username, note.newest, breathe);
	if not found then return nil, met; end
	local markers = merge_markers(note.markers, markers_of(username));
	if not met and #found < max_scan and note.newest then
		note = new_note(); -- the whole archive was read, and what we knew is not in it any more
	end
	note.changed = note.changed or #found >= worth_writing or not same(markers, note.markers);
	if not update(note, found, markers) and preparing then
		note = new_note();
		found, met = read_back(username, nil, breathe);
		if not found then return nil, met; end
		update(note, found, markers);
		note.changed = true;
	end
	if found[1] then note.newest = found[1].id; end
	note.fresh = nil;
	return note;
end

--- The part that may take long: call it before the session can receive anything. In an async context the others have their
--- turn meanwhile. Its result is for finish().
function lib.prepare(username)
	local note = notes:get(username);
	if not note or note.version ~= 1 then note = new_note(); end
	return (catch_up(username, note, true));
end

--- The state at this moment: { latest =, first_time =, chats = { { jid, read, count }, ... } }, latest and first_time absent
--- when the archive is empty. nil: it cannot be read.
function lib.finish(username, prepared)
	local note = prepared and catch_up(username, prepared, false);
	local first = note and first_of(username, {});
	if not first then return nil; end
	trim(note, first.id);
	if note.changed then
		note.changed = nil;
		notes:set(username, note);
	end
	local state = { latest = first.id and note.newest; first_time = first.time; chats = {} };
	for chat, list in pairs(note.unread) do
		table.insert(state.chats, { jid = chat; read = note.markers[chat]; count = #list });
	end
	table.sort(state.chats, function (a, b) return a.jid < b.jid; end);
	return state;
end

return lib;
