-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Detached sessions: a client that says it leaves on purpose keeps its session, seen by its contacts as detached, until it comes back and
-- proves with its own key that it is the same one. See README.md for the protocol and its reasons. D1..D35 are the requirements kept there.

local datetime = require "prosody.util.datetime";
local errors = require "prosody.util.error";
local jid = require "prosody.util.jid";
local smqueue = require "prosody.util.smqueue";
local st = require "prosody.util.stanza";
local time = require "prosody.util.time";
local timer = require "prosody.util.timer";
local watchdog = require "prosody.util.watchdog";
local sessionmanager = require "prosody.core.sessionmanager";

local xmlns = "urn:kith:detach:0";

local hold_time = module:get_option_period("detach_time", 0); -- 0: until the server stops (D34, D35)
local queue_size = module:get_option_integer("detach_queue_size", 5000, 1);
local max_wrong_proofs = module:get_option_integer("detach_wrong_proofs", 5, 1);
local max_sessions = module:get_option_integer("detach_max_sessions", 8, 1);
local allow_unbound = module:get_option_boolean("detach_allow_unbound", false);

if not hold_time or hold_time == math.huge then hold_time = 0; end
hold_time = math.floor(hold_time);
local max_attr = string.format("%d", hold_time);

local smacks = module:depends("smacks");
local proof = module:require "proof";
local presence = module:require "presence";

local session_registry = module:shared "/*/smacks/resumption-tokens";
local old_sessions = module:open_store("smacks_h", "map");
local host_sessions = prosody.hosts[module.host].sessions;

local max_burnt = 32; -- tickets remembered per session; each costs one legitimate resume, so nobody can push one out quickly
local close_grace = 2; -- seconds for the last acknowledgement; a client that went without its goodbye to TCP would look present for minutes
local stopping = false;

local failures = errors.init("mod_detach", {
	refused = { type = "auth", condition = "not-authorized", text = "This session is detached: its key has to resume it" };
	live = { type = "cancel", condition = "not-allowed", text = "This session is in use and asked not to be taken over" };
	killed = { type = "cancel", condition = "conflict", text = "This session was resumed twice with the same ticket" };
	malformed = { type = "modify", condition = "bad-request", text = "Missing or invalid 'h' attribute" };
	stopping = { type = "wait", condition = "service-unavailable", text = "The server is stopping" };
});

local function registry_key(username, id)
	return jid.join(username, module.host, id);
end

local function in_thread(session, name, callback)
	session.thread:run { event = "callback", name = "mod_detach/" .. name, callback = callback };
end

-- Announcing

module:add_feature(xmlns);

module:hook("account-disco-info", function (event)
	event.reply:tag("feature", { var = xmlns }):up();
end);

module:hook("stream-features", function (event)
	if event.origin.username then
		event.features:tag("detach", { xmlns = xmlns, max = max_attr }):up();
	end
end);

-- Preparing (D18, D20: the key belongs to the session from here on, whatever a later connection shows)

local function is_true(text) return text == "true" or text == "1"; end

module:hook("iq-set/self/" .. xmlns .. ":prepare", function (event)
	local session, stanza = event.origin, event.stanza;
	local request = stanza.tags[1];
	if not session.smacks or not session.resumption_token then
		session.send(st.error_reply(stanza, "wait", "unexpected-request", "Enable stream management with resumption first"));
		return true;
	end
	local key = request:get_child_text("key");
	if not proof.import_key(key) then
		session.send(st.error_reply(stanza, "modify", "bad-request", "The key has to be an Ed25519 public key: 32 bytes in base64"));
		return true;
	end

	local state = session.kith_detach;
	if not state then
		state = { burnt = {}, burnt_order = {}, directed = {}, held = {}, held_count = 0, order = 0, wrong = 0 };
		session.kith_detach = state;
	end
	local ticket = proof.new_ticket();
	state.ticket, state.key = proof.fingerprint(ticket), key;
	state.exclusive = is_true(request.attr.exclusive);
	session.send(st.reply(stanza)
		:tag("prepared", { xmlns = xmlns, max = max_attr, groupchat = not presence.keep_groupchat and "mentions" or nil })
		:text_tag("ticket", ticket));
	return true;
end);

-- Detaching

module:hook("stanza/" .. xmlns .. ":detach", function (event)
	local session = event.origin;
	if session.type ~= "c2s" then return; end
	local state = session.kith_detach;
	if state and state.ticket then
		local mark = {};
		state.armed = mark;
		timer.add_task(close_grace, function ()
			if session.destroyed or state.armed ~= mark then return; end
			in_thread(session, "detach", function ()
				if session.conn and state.armed == mark then sessionmanager.destroy_session(session, "Detached"); end
			end);
		end);
	else
		session.log("info", "Detaches without having prepared: kept like any session that lost its connection");
	end
	return true;
end);

local function expire(session)
	in_thread(session, "expire", function ()
		if session.destroyed or not session.hibernating or not session.resumption_token then return; end
		session.log("info", "Detached for too long, ending the session");
		session_registry[registry_key(session.username, session.resumption_token)] = nil;
		old_sessions:set(session.username, session.resumption_token, { h = session.handled_stanza_count, t = os.time() });
		session.resumption_token = nil;
		sessionmanager.destroy_session(session, "Detached for too long");
	end);
end

-- Replaces whatever limit there is by ours. Modules that know of push lengthen and shorten the old one: it has to be gone.
local function watch(session)
	local state = session.kith_detach;
	if session.hibernating_watchdog then session.hibernating_watchdog:cancel(); end
	session.hibernating_watchdog, session.original_smacks_callback = nil, nil;
	if not state.deadline then return; end
	session.hibernating_watchdog = watchdog.new(math.max(state.deadline - os.time(), 0), function (this)
		if this == session.hibernating_watchdog then expire(session); end
	end);
end

-- mod_smacks makes queues of one size, for all sessions, when they begin.
local function larger_queue(old)
	local queue = smqueue.new(queue_size);
	queue._head, queue._tail = old:count_acked(), old:count_acked();
	for _, stanza in old:resume() do queue:push(stanza); end
	return queue;
end

local function limit_sessions(username)
	local detached = {};
	for _, session in pairs(host_sessions[username] and host_sessions[username].sessions or {}) do
		if session.kith_detach and session.kith_detach.since and session.hibernating then table.insert(detached, session); end
	end
	table.sort(detached, function (a, b) return a.kith_detach.since < b.kith_detach.since; end);
	for i = 1, #detached - max_sessions do
		detached[i].log("info", "Too many detached sessions of this account, ending the oldest");
		detached[i]:close { condition = "resource-constraint", text = "Too many detached sessions" };
	end
end

module:hook("smacks-hibernation-start", function (event)
	local session = event.origin;
	local state = session.kith_detach;
	if not state or not state.armed or not state.ticket then return; end
	state.armed = nil;
	state.since = state.since or time.now(); -- a session that came back from a restart has it already
	if hold_time > 0 and not state.deadline then state.deadline = math.floor(state.since) + hold_time; end
	if session.presence then state.presence = presence.plain_copy(session.presence); end

	local queue = session.outgoing_stanza_queue;
	if queue:resumable() and queue._queue.size < queue_size then
		session.outgoing_stanza_queue = larger_queue(queue);
	end
	watch(session);
	presence.hold(session);
	session.log("info", "Detached%s", state.deadline and (" until " .. datetime.datetime(state.deadline)) or "");
	in_thread(session, "announce", function ()
		if session.destroyed or not session.hibernating or not state.since then return; end
		presence.announce(session, state.since);
		state.announced = true;
		limit_sessions(session.username);
	end);
end, -10); -- after everybody else who changes the watchdog

-- Resuming

local function burn(state)
	state.burnt[state.ticket] = state.key;
	table.insert(state.burnt_order, state.ticket);
	if #state.burnt_order > max_burnt then
		state.burnt[table.remove(state.burnt_order, 1)] = nil;
	end
	state.ticket = nil;
end

-- D25, D26: two hold the same ticket, and which of them is the owner cannot be known here. Neither keeps the session.
local function kill(session, original)
	original.log("warn", "Resumed a second time with a burnt ticket, from %s: ending the session", session.ip or "an unknown address");
	local function reason()
		return { condition = "conflict", text = failures.registry.killed.text, extra = st.stanza("killed", { xmlns = xmlns }) };
	end
	original:close(reason());
	session.kith_detach_doomed = true; -- nothing is bound on the way out
	in_thread(session, "kill", function () -- after the answer that is being made
		if not session.destroyed then session:close(reason()); end
	end);
	return nil, failures.new("killed");
end

local function refuse(session, original, kind)
	session.kith_detach_refused = original.resource;
	return nil, failures.new(kind);
end

local stock_resume = smacks.do_resume;

local function guarded_resume(session, stanza)
	local previd = stanza.attr.previd;
	local original = previd and session.username and session_registry[registry_key(session.username, previd)];
	local state = original and not original.destroyed and original.kith_detach;
	if not state or session.full_jid then return stock_resume(session, stanza); end

	local detached = state.since or state.armed;
	local verdict, why = proof.judge(state, session.conn, previd, stanza:get_child("proof", xmlns), allow_unbound);
	if verdict == "burnt" then
		return kill(session, original);
	elseif detached and stopping then
		return refuse(session, original, "stopping");
	elseif detached and verdict ~= "right" then
		session.log("warn", "Refused to resume the detached session %s from %s: %s", original.full_jid, session.ip or "an unknown address", why);
		if verdict == "wrong" then
			state.wrong = state.wrong + 1;
			if state.wrong >= max_wrong_proofs then
				original.log("warn", "%d wrong proofs, ending the session", state.wrong);
				original:close { condition = "policy-violation", text = "Too many wrong attempts to resume this session" };
			end
		end
		return refuse(session, original, "refused");
	elseif not detached and state.exclusive and not original.hibernating then
		return refuse(session, original, "live"); -- D17
	elseif detached and not tonumber(stanza.attr.h) then
		return refuse(session, original, "malformed");
	end

	local resumed, err = stock_resume(session, stanza);
	if not resumed then
		-- mod_smacks has cancelled the limit by now, and would keep the session for ever.
		if detached and not original.destroyed then
			if err.condition == "resource-constraint" then
				original:close { condition = "resource-constraint", text = err.text };
			else
				watch(original);
			end
		end
		return nil, err;
	end

	if verdict == "right" then burn(state); end
	if detached then
		original.log("info", "Resumed by its key from %s", original.ip or "an unknown address");
		state.waking = { announced = state.announced };
		state.since, state.deadline, state.armed, state.announced, state.wrong = nil, nil, nil, nil, 0;
		original.state = nil; -- XEP-0352 §5.2: a resumed stream is active until the client says otherwise
	end
	return resumed;
end
smacks.do_resume = guarded_resume;

module:hook("smacks-hibernation-end", function (event)
	local session = event.resumed;
	local state = session and session.kith_detach;
	if not state or not state.waking then return; end
	local waking = state.waking;
	state.waking = nil;
	presence.release(session);
	if waking.announced then presence.announce(session, nil); end
end);

-- Who was refused the session may still sign in, but not by taking its address (SASL2 binds in the same step, and the older one would go).
module:hook("pre-resource-bind", function (event)
	local session = event.session;
	if session.kith_detach_doomed then
		event.error = { type = "cancel", condition = "conflict", text = failures.registry.killed.text };
		return false;
	elseif session.kith_detach_refused then
		local user = host_sessions[session.username];
		local holder = user and user.sessions[session.kith_detach_refused];
		if holder and holder.kith_detach and event.resource == session.kith_detach_refused then
			event.resource = nil; -- the server makes one up
		end
	end
end, 10);

function module.unload()
	if smacks.do_resume == guarded_resume then smacks.do_resume = stock_resume; end
end

-- Restarting (D35)

if module:get_option_boolean("detach_over_restart", true) then
	local restart = module:require "restart";
	restart.init {
		smacks = smacks, session_registry = session_registry, registry_key = registry_key, old_sessions = old_sessions,
		larger_queue = larger_queue, held_in_order = presence.held_in_order, expire = expire,
		on_stopping = function () stopping = true; end,
	};
end
