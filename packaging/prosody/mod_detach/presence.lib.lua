-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What contacts and rooms see of a detached session (D2-D4), who may say so (D8, D9), and what of their presence waits for it.

local datetime = require "prosody.util.datetime";
local filters = require "prosody.util.filters";
local jid = require "prosody.util.jid";
local st = require "prosody.util.stanza";

local core_post_stanza, core_process_stanza = prosody.core_post_stanza, prosody.core_process_stanza;

local xmlns, xmlns_muc = "urn:kith:detach:0", "http://jabber.org/protocol/muc";
local keep_groupchat = module:get_option_enum("detach_groupchat", "keep", "mentions") ~= "mentions";
local max_held = module:get_option_integer("detach_queue_size", 5000, 1);

-- D8, D9: only the server says that a session is detached. Its own presence is marked beside the XML, where no client can write.
local function strip(event)
	if event.stanza.kith_detach then return; end
	event.stanza:maptags(function (tag)
		if tag.attr.xmlns == xmlns and tag.name == "detached" then return nil; end
		return tag;
	end);
end
for _, kind in ipairs { "bare", "full", "host" } do
	module:hook("pre-presence/" .. kind, strip, 1000);
end

-- Others are told what everybody is told.
local max_directed = 200;
local function is_room_for(directed, to)
	if directed[to] then return true; end
	local count = 0;
	for _ in pairs(directed) do count = count + 1; end
	return count < max_directed;
end

-- mod_presence knows to whom directed presence went, not what it said.
local function remember_directed(event)
	local session, stanza = event.origin, event.stanza;
	local state, to = session.kith_detach, stanza.attr.to;
	if not state or not to or stanza.kith_detach then return; end
	if stanza.attr.type == nil then
		if is_room_for(state.directed, to) then state.directed[to] = st.clone(stanza); end
	elseif stanza.attr.type == "unavailable" or stanza.attr.type == "error" then
		state.directed[to] = nil;
	end
end
for _, kind in ipairs { "bare", "full", "host" } do
	module:hook("pre-presence/" .. kind, remember_directed, 10);
end

local function plain_copy(presence)
	local copy = st.clone(presence);
	copy:maptags(function (tag)
		if tag.attr.xmlns == xmlns_muc then return nil; end -- it would join again instead of telling
		if tag.attr.xmlns == xmlns and tag.name == "detached" then return nil; end
		if tag.attr.xmlns == "urn:xmpp:delay" then return nil; end
		return tag;
	end);
	copy.attr.to = nil;
	return copy;
end

local function drop_echo(stanza, session)
	if stanza.kith_detach and stanza.attr.from == session.full_jid and not stanza.attr.to then return nil; end
	return stanza;
end

-- Tells everybody who sees this session what it last said of itself; with `since` also that it is detached.
local function announce(session, since)
	local state = session.kith_detach;
	local function make(presence)
		local copy = plain_copy(presence);
		if since then
			copy:reset():tag("detached", { xmlns = xmlns, since = datetime.datetime(math.floor(since)) }):up();
		end
		copy.kith_detach = true;
		return copy;
	end
	filters.add_filter(session, "stanzas/out", drop_echo, 100); -- the client has not said this just now
	local rooms = {};
	for to in pairs(session.directed or {}) do rooms[to] = true; end
	if state.presence then
		core_process_stanza(session, make(state.presence));
	end
	for to in pairs(rooms) do
		local stanza = make(state.directed[to] or state.presence or st.presence());
		stanza.attr.from, stanza.attr.to = session.full_jid, to;
		core_post_stanza(session, stanza, true);
	end
	filters.remove_filter(session, "stanzas/out", drop_echo);
end

local function is_mention(session, stanza)
	local body = stanza:get_child_text("body");
	if not body or stanza:get_child("subject") then return true; end
	local room = jid.bare(stanza.attr.from);
	if not stanza:get_child_with_attr("stanza-id", "urn:xmpp:sid:0", "by", room) then
		return true; -- not in the room's archive: nobody could fetch it later
	end
	body = body:lower();
	for to in pairs(session.directed or {}) do
		local nick = jid.resource(to);
		if nick and jid.bare(to) == room and body:find(nick:lower(), 1, true) then return true; end
	end
	return false;
end

-- While nobody is there: of each sender's presence only the last, beside the queue, so that a week of comings and goings cannot fill it.
local function while_away(stanza, session)
	local state = session.kith_detach;
	if not session.hibernating or not state or not state.since or not st.is_stanza(stanza) then return stanza; end
	local from, kind = stanza.attr.from, stanza.attr.type;
	if stanza.name == "presence" and from and (kind == nil or kind == "unavailable") then
		if not state.held[from] then
			if state.held_count >= max_held then return stanza; end
			state.held_count = state.held_count + 1;
		end
		local copy = st.clone(stanza);
		if not copy:get_child("delay", "urn:xmpp:delay") then
			copy:reset():tag("delay", { xmlns = "urn:xmpp:delay", from = jid.bare(session.full_jid), stamp = datetime.datetime() }):up();
		end
		state.order = state.order + 1;
		state.held[from] = { order = state.order, stanza = copy };
		return nil;
	end
	if not keep_groupchat and stanza.name == "message" and kind == "groupchat" and not is_mention(session, stanza) then
		return nil;
	end
	return stanza;
end

local function hold(session)
	filters.add_filter(session, "stanzas/out", while_away, 0); -- before mod_smacks, which queues at -999
end

local function held_in_order(state)
	local list = {};
	for _, entry in pairs(state.held) do table.insert(list, entry); end
	table.sort(list, function (a, b) return a.order < b.order; end);
	for i, entry in ipairs(list) do list[i] = entry.stanza; end
	return list;
end

local function release(session)
	local state = session.kith_detach;
	local list = held_in_order(state);
	state.held, state.held_count, state.order = {}, 0, 0;
	for _, stanza in ipairs(list) do session.send(stanza); end
end

return { announce = announce, plain_copy = plain_copy, hold = hold, release = release, held_in_order = held_in_order, keep_groupchat = keep_groupchat };
