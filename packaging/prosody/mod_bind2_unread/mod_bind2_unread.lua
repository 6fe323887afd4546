-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- XEP-0386 Bind 2.0, version 0.3.0 (urn:xmpp:bind2:0): one element after authentication binds a resource, enables carbons,
-- drops the offline messages and answers with the cut of the archive and the unread counts. The same answers inside the
-- <bound/> of today's Bind 2 (urn:xmpp:bind:0), for clients that ask. See README.md.

local add_filter_hook = require "util.filters".add_filter_hook;
local remove_filter_hook = require "util.filters".remove_filter_hook;
local bind_resource = require "core.sessionmanager".bind_resource;
local datetime = require "util.datetime".datetime;
local st = require "util.stanza";

local restart = module:require "restart";
local unread = module:require "unread";
local offline = module:require "offline";

local xmlns_seed = "urn:xmpp:bind2:0";
local xmlns_mam = "urn:xmpp:mam:2";
local xmlns_carbons = "urn:xmpp:carbons:2";
local xmlns_forward = "urn:xmpp:forward:0";
local xmlns_stanza_id = "urn:xmpp:sid:0";

local tell_unreads = module:get_option_boolean("bind2_unread_counts", true);

module:depends "mam";
module:depends "carbons";

-- A storage that breaks must not take the login with it.
local function try(f, ...)
	local ok, result = pcall(f, ...);
	if ok then return result; end
	module:log("error", "The storage failed: %s", result);
end

-- What both kinds of <bound/> say of the archive. Nothing in here yields, as long as the storage does not: what comes after
-- the cut reaches the session live.
local function cut(session, prepared, bound)
	local state = try(unread.finish, session.username, prepared);
	if not state then
		-- Nothing is known of the archive: the client must ask it, and the offline messages are all that is sure to be there.
		session.log("warn", "The archive could not be read; no unread counts, offline messages are kept");
		return;
	end
	try(offline.drop, session.username, state.first_time);
	session.bind2_live = true;
	if state.latest then
		bound:text_tag("latest-id", state.latest, { xmlns = xmlns_seed });
	end
	if tell_unreads then
		bound:tag("unreads", { xmlns = xmlns_seed });
		for _, chat in ipairs(state.chats) do
			bound:tag("unread", { jid = chat.jid; ["read-id"] = chat.read; ["unread-count"] = ("%d"):format(chat.count) }):up();
		end
		bound:up();
	end
end

-- The seed

module:hook("stream-features", function (event)
	if event.origin.type == "c2s_unbound" then
		event.features:tag("bind", { xmlns = xmlns_seed }):up();
	end
end);

local stream_errors = { ["resource-constraint"] = "resource-constraint", ["internal-server-error"] = "internal-server-error" };

module:hook("stanza/"..xmlns_seed..":bind", function (event)
	local session = event.origin;
	if session.base_type ~= "c2s" then
		return;
	elseif session.type == "c2s_unauthed" then
		if not session.bind2_refused_restart then -- else it came in one chunk with a login that failed, which the client knows by now
			session:close { condition = "not-authorized", text = "Bind needs a login first" };
		end
		return true;
	elseif session.type ~= "c2s_unbound" then
		session:close { condition = "policy-violation", text = "This stream is bound already" };
		return true;
	end

	local prepared = try(unread.prepare, session.username);
	if session.destroyed then return true; end -- the others had their turn while a long archive was read

	local ok, _, condition, text = bind_resource(session, session.sasl_resource);
	if not ok then
		session:close { condition = stream_errors[condition] or "policy-violation", text = text or "No resource could be bound" };
		return true;
	end
	session.sasl_resource = nil;
	session.want_carbons = xmlns_carbons;
	local bound = st.stanza("bound", { xmlns = xmlns_seed }):text_tag("jid", session.full_jid);
	cut(session, prepared, bound);
	session.send(bound);
	return true;
end);

-- Bind 2 of today

module:hook("advertise-bind-features", function (event)
	event.features:tag("feature", { var = xmlns_seed }):up();
end);

local function wants_unreads(bind_request)
	return bind_request:get_child("unreads", xmlns_seed);
end

-- After a resume (110), which makes the rest superfluous, and before the bind (100): whatever takes long happens while nobody can send to us yet.
module:hook("sasl2/c2s/success", function (event)
	local session = event.session;
	local request = session.sasl2_bind_request;
	if not request or not wants_unreads(request) or session.resource then return; end
	session.bind2_prepared = try(unread.prepare, session.username);
	if session.destroyed then return true; end
end, 105);

module:hook("enable-bind-features", function (event)
	local session, bound = event.session, event.result;
	-- XEP-0386 §3.2: metadata as of this moment; XEP-0313 §5 says what is in it.
	local ends = try(unread.ends, session.username);
	if ends then
		bound:tag("metadata", { xmlns = xmlns_mam });
		for _, name in ipairs { "start", "end" } do
			local item = ends[name];
			if item then
				bound:tag(name, { id = item.id; timestamp = datetime(item.time) }):up();
			end
		end
		bound:up();
	end
	if wants_unreads(event.request) then
		cut(session, session.bind2_prepared, bound);
	end
	session.bind2_prepared = nil;
end);

-- Between <bound/> and the first presence nobody is "available", so a message to the account would go to the offline store,
-- and be sent at the first presence or, to a session that has asked the archive, never. It goes live instead, as a carbon.
module:hook("message/offline/handle", function (event)
	local stanza, origin = event.stanza, event.origin;
	local user = prosody.hosts[module.host].sessions[event.username];
	local bare = event.username.."@"..module.host;
	if not user or not stanza:get_child_with_attr("stanza-id", xmlns_stanza_id, "by", bare) then return; end
	local sent;
	for _, session in pairs(user.sessions) do
		if session.bind2_live and session.want_carbons and not session.presence and session ~= origin and (session.conn or session.hibernating) then
			local copy = st.clone(stanza);
			copy.attr.xmlns = "jabber:client";
			sent = session.send(st.message({ from = bare; to = session.full_jid; type = stanza.attr.type })
				:tag("received", { xmlns = xmlns_carbons }):tag("forwarded", { xmlns = xmlns_forward }):add_child(copy):reset()) or sent;
		end
	end
	return sent or nil;
end, 0.5);

-- Pipelining (B16, B17)

add_filter_hook(restart.attach);
function module.unload()
	remove_filter_hook(restart.attach);
end
