-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Detached sessions over a restart of the server (D35). Before it ends, each is written down; when it is back, each is made anew as a session
-- without a connection, bound to its old address, so that everything that arrives is queued and mod_smacks resumes it like any other.

local async = require "prosody.util.async";
local filters = require "prosody.util.filters";
local sessionlib = require "prosody.util.session";
local st = require "prosody.util.stanza";
local smqueue = require "prosody.util.smqueue";
local sessionmanager = require "prosody.core.sessionmanager";
local usermanager = require "prosody.core.usermanager";

local host = module.host;
local host_sessions = prosody.hosts[host].sessions;
local full_sessions, bare_sessions = prosody.full_sessions, prosody.bare_sessions;
local store = module:open_store("detached");

-- Fields of a session that other modules keep there and that are plain values.
local carried = { "want_carbons", "mam_requested", "interested", "interested_blocklist", "client_id", "kith_access", "ip", "secure", "encrypted" };

local function freeze_list(list)
	local frozen = {};
	for i, stanza in ipairs(list) do frozen[i] = st.preserialize(stanza); end
	return frozen;
end

local function thaw_list(frozen)
	local list = {};
	for i, stanza in ipairs(frozen or {}) do list[i] = st.deserialize(stanza); end
	return list;
end

local function freeze(session, held_in_order)
	local state, queue = session.kith_detach, session.outgoing_stanza_queue;
	local record = {
		resource = session.resource, smacks = session.smacks, handled = session.handled_stanza_count, acked = queue:count_acked(),
		queue = freeze_list(queue:table()), held = freeze_list(held_in_order(state)), role = session.role and session.role.name,
		ticket = state.ticket, key = state.key, exclusive = state.exclusive, burnt = {}, wrong = state.wrong,
		since = state.since, deadline = state.deadline, presence = state.presence and st.preserialize(state.presence), directed = {}, fields = {},
	};
	for i, mark in ipairs(state.burnt_order) do record.burnt[i] = { mark = mark, key = state.burnt[mark] }; end
	for to in pairs(session.directed or {}) do
		table.insert(record.directed, { to = to, stanza = state.directed[to] and st.preserialize(state.directed[to]) });
	end
	for _, name in ipairs(carried) do record.fields[name] = session[name]; end
	return record;
end

-- A session as mod_c2s makes them, except that no connection was ever there. All that belongs to one comes with the resume.
local function new_sleeping_session()
	local session = sessionlib.set_logger(sessionlib.set_id(sessionlib.new("c2s")));
	session.host, session.version = host, 1;
	filters.initialize(session);
	function session.rawsend() return true; end
	function session.send(data)
		if data.name then session.filter("stanzas/out", data); end
		return true;
	end
	function session.close(self, reason)
		local event = { session = self, reason = reason };
		module:context(host):fire_event("pre-session-close", event);
		reason = event.reason;
		sessionmanager.destroy_session(self, type(reason) == "table" and (reason.text or reason.condition) or reason or nil);
	end
	function session.data(data)
		data = session.filter("bytes/in", data);
		if not data then return; end
		local ok, err = session.stream:feed(data);
		if ok then return; end
		session:close(err == "stanza-too-large" and { condition = "policy-violation", text = "XML stanza is too big" } or "not-well-formed");
	end
	function session.dispatch_stanza(self, stanza)
		self.thread:run(self.filter("stanzas/in", stanza));
	end
	session.thread = async.runner(function (item)
		if st.is_stanza(item) then
			prosody.core_process_stanza(session, item);
		elseif item.event == "callback" then
			item.callback(session, item);
		elseif item.event == "streamclosed" then
			session:close(false);
		end
	end, {
		ready = function () if session.conn then session.conn:resume(); end end;
		waiting = function () if session.conn then session.conn:pause(); end end;
		error = function (_, err) session.log("error", "Traceback[detached]: %s", err); end;
	}, session);
	return session;
end

local function thaw_state(record)
	local state = {
		ticket = record.ticket, key = record.key, exclusive = record.exclusive, wrong = record.wrong or 0, burnt = {}, burnt_order = {},
		since = record.since, deadline = record.deadline, presence = record.presence and st.deserialize(record.presence),
		directed = {}, held = {}, held_count = 0, order = 0, armed = true,
	};
	for i, entry in ipairs(record.burnt) do
		state.burnt_order[i], state.burnt[entry.mark] = entry.mark, entry.key;
	end
	for _, entry in ipairs(record.directed) do
		if entry.stanza then state.directed[entry.to] = st.deserialize(entry.stanza); end
	end
	for i, stanza in ipairs(thaw_list(record.held)) do
		state.held[stanza.attr.from] = { order = i, stanza = stanza };
		state.held_count, state.order = i, i;
	end
	return state;
end

local function thaw_queue(record, larger_queue)
	local stanzas = thaw_list(record.queue);
	local queue = smqueue.new(math.max(#stanzas, 1));
	queue._head, queue._tail = record.acked, record.acked;
	for _, stanza in ipairs(stanzas) do queue:push(stanza); end
	return larger_queue(queue);
end

local function revive(tools, username, token, record)
	-- Whoever changed the account while nobody listened meant its sessions too.
	if record.role and not usermanager.user_can_assume_role(username, host, record.role) then return nil, "the account has lost its role"; end
	local session = new_sleeping_session();
	local ok, err = sessionmanager.make_authenticated(session, username, record.role);
	if not ok then return nil, err; end
	for name, value in pairs(record.fields) do session[name] = value; end
	local user = host_sessions[username];
	if user and user.sessions[record.resource] then return nil, "the address is taken"; end
	local bound, _, _, text = sessionmanager.bind_resource(session, record.resource);
	if not bound then return nil, text or "cannot bind"; end
	if session.resource ~= record.resource then
		session:close();
		return nil, "the address was changed";
	end

	-- mod_smacks wraps the session itself, under a new id; the old one is put in its place.
	local enabled, failure = tools.smacks.do_enable(session, st.stanza("enable", { xmlns = record.smacks, resume = "true" }));
	if not enabled then
		session:close();
		return nil, failure.text;
	end
	enabled.finish();
	tools.session_registry[tools.registry_key(username, session.resumption_token)] = nil;
	session.resumption_token = token;
	tools.session_registry[tools.registry_key(username, token)] = session;
	session.handled_stanza_count = record.handled;
	session.outgoing_stanza_queue = thaw_queue(record, tools.larger_queue);
	if #record.directed > 0 then
		session.directed = {};
		for _, entry in ipairs(record.directed) do session.directed[entry.to] = true; end
	end
	session.kith_detach = thaw_state(record);
	sessionmanager.destroy_session(session); -- without a connection: mod_smacks lets it hibernate, and the hook there goes on
	if not session.hibernating then return nil, "could not hibernate"; end
	if record.deadline and record.deadline <= os.time() then tools.expire(session); end
	return true;
end

local function load_all(tools)
	local names = {};
	for username in store:users() do table.insert(names, username); end
	for _, username in ipairs(names) do
		local records = store:get(username);
		store:set(username, nil); -- first: after a crash, an old state must not come back with tickets that are burnt and messages that were read
		if records and usermanager.user_exists(username, host) then
			for token, record in pairs(records) do
				local called, ok, err = pcall(revive, tools, username, token, record);
				if called and ok then
					module:log("info", "The detached session %s@%s/%s is back", username, host, record.resource);
				else
					module:log("warn", "Could not bring back the detached session %s@%s/%s: %s", username, host, record.resource, called and err or ok);
					tools.old_sessions:set(username, token, { h = record.handled, t = os.time() });
				end
			end
		end
	end
end

local function each_detached(visit)
	for username, user in pairs(host_sessions) do
		for _, session in pairs(user.sessions) do
			local state = session.kith_detach;
			if state and state.since and session.hibernating then visit(username, user, session, state); end
		end
	end
end

-- Hidden from mod_smacks, which ends what it can name (-90), they go on queueing what the others' leaving brings, until all of it has come.
local function hide()
	each_detached(function (_, _, session, state)
		if session.resumption_token and session.outgoing_stanza_queue:resumable() then
			state.hidden, session.resumption_token = session.resumption_token, nil;
		end
	end);
end

local function save_all(tools)
	local records = {};
	each_detached(function (username, user, session, state)
		if not state.hidden then return; end
		records[username] = records[username] or {};
		records[username][state.hidden] = freeze(session, tools.held_in_order);
		-- Gone from the tables without a word: what still comes goes the way of messages to somebody offline, and is told at the start.
		user.sessions[session.resource], full_sessions[session.full_jid] = nil, nil;
	end);
	for username, kept in pairs(records) do
		local ok, err = store:set(username, kept);
		if not ok then module:log("error", "Could not keep the detached sessions of %s over the restart: %s", username, err); end
		local user = host_sessions[username];
		if user and not next(user.sessions) then
			host_sessions[username], bare_sessions[username .. "@" .. host] = nil, nil;
		end
	end
end

local function init(tools)
	module:hook_global("server-stopping", function ()
		tools.on_stopping();
		hide();
	end, -80);
	module:hook_global("server-stopping", function () save_all(tools); end, -400); -- after clients (-100), servers (-200) and rooms (-300)
	module:hook_global("server-started", function ()
		async.runner(load_all, { -- asking for accounts and storage may have to wait
			error = function (_, err) module:log("error", "Could not bring back detached sessions: %s", err); end;
		}):run(tools);
	end);
end

return { init = init };
