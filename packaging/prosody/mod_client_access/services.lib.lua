-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What a session receives (linking.md L22-L24, L45): one that named services gets no message to the account and no carbon that fits none of
-- them. The other sessions lose nothing by it: what would have gone to such a session alone goes to the next that wants it, or waits.

local filters = require "prosody.util.filters";
local jid = require "prosody.util.jid";
local st = require "prosody.util.stanza";

local methods = module:require "methods";

local host_sessions = prosody.hosts[module.host].sessions;
local full_sessions, bare_sessions = prosody.full_sessions, prosody.bare_sessions;

local function services_of(session)
	return session.kith_access and session.kith_access.services;
end

local function wants(session, stanza)
	local services = services_of(session);
	if not services or stanza.name ~= "message" then return true; end
	local method = methods.method_for(session, stanza);
	if not method then return true; end
	for _, service in ipairs(services) do
		if methods.matches(method, service) then return true; end
	end
	return false;
end

-- Before mod_smacks queues (-999) and mod_csi_simple holds back (0).
local function guard(stanza, session)
	if session.full_jid and st.is_stanza(stanza) and not wants(session, stanza) then return nil; end
	return stanza;
end

-- Also after a resume, which brings the filters of the new connection.
local function attach(session)
	if services_of(session) then filters.add_filter(session, "stanzas/out", guard, 10); end
end

-- services: a list of words; empty: everything (L24).
local function set(session, services)
	session.kith_access = session.kith_access or {};
	if #services > 0 then
		session.kith_access.services = services;
		attach(session);
		return;
	end
	local was_filtered = services_of(session);
	session.kith_access.services = nil;
	filters.remove_filter(session, "stanzas/out", guard);
	if was_filtered and session.presence and (session.priority or -1) >= 0 then
		module:fire_event("message/offline/broadcast", { origin = session }); -- what waited for somebody who receives everything
	end
end

-- Delivery to the account. mod_message takes a session of the highest priority for a recipient, whether it drops the message or not.

local function priority_of(session)
	return session.presence and session.priority or -1;
end

-- Those of the highest priority below `limit` who want it.
local function next_best(user, stanza, limit, skip)
	local best, found = -1, {};
	for _, session in pairs(user.sessions) do
		local priority = priority_of(session);
		if priority >= 0 and priority < limit and priority >= best and wants(session, stanza) and not skip(session) then
			if priority > best then best, found = priority, {}; end
			table.insert(found, session);
		end
	end
	return found;
end

local function recipient_of(event)
	local to = event.stanza.attr.to;
	if to and full_sessions[to] then return nil; end
	return to and jid.bare(to) or event.origin.username and event.origin.username .. "@" .. event.origin.host;
end

-- Before mod_carbons (-0.5), which takes away what says that nothing is to be copied.
local function look(event)
	local stanza = event.stanza;
	local kind = stanza.attr.type or "normal";
	if kind ~= "chat" and kind ~= "normal" then return; end
	local bare = recipient_of(event);
	local user = bare and bare_sessions[bare];
	local top = user and user.top_resources;
	for _, session in ipairs(top or {}) do
		if not wants(session, stanza) then
			event.kith_access_way = { user = user, bare = bare, top = top, copied = module:fire_event("carbons-should-copy", { stanza = stanza, session = event.origin }) };
			return;
		end
	end
end

-- Instead of mod_message (-1), only when a session of the highest priority does not want this.
local function deliver(event)
	local way, stanza, origin = event.kith_access_way, event.stanza, event.origin;
	if not way then return; end
	local sent, has_copy = false, false;
	for _, session in ipairs(way.top) do
		if wants(session, stanza) then sent = session.send(stanza) or sent; end
	end
	if not sent then
		local below = way.top[1].priority;
		local function skip(session)
			local copied = way.copied and session.want_carbons;
			has_copy = has_copy or copied;
			return copied;
		end
		for _, session in ipairs(next_best(way.user, stanza, below, skip)) do sent = session.send(stanza) or sent; end
	end
	if sent or has_copy then return true; end
	local ok = module:fire_event("message/offline/handle", { username = jid.node(way.bare), origin = origin, stanza = stanza });
	if not ok then origin.send(st.error_reply(stanza, "cancel", "service-unavailable")); end
	return true;
end

for _, name in ipairs { "message/bare", "message/full" } do
	module:hook(name, look, -0.4);
	module:hook(name, deliver, -0.9);
end

-- Messages that wait are told once and forgotten: not to a session that would drop them.
module:hook("message/offline/broadcast", function (event)
	if services_of(event.origin) then return true; end
end, 10);

local function each_session(visit)
	for _, user in pairs(host_sessions) do
		for _, session in pairs(user.sessions) do visit(session); end
	end
end

return {
	set = set, attach = attach, services_of = services_of, parse = methods.parse_services,
	attach_all = function () each_session(attach); end,
	detach_all = function () each_session(function (session) filters.remove_filter(session, "stanzas/out", guard); end); end,
};
