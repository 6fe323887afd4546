-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- B16, B17: what follows an authentication element in the same chunk belongs to the next stream. Prosody makes a new parser
-- when authentication has succeeded, but the chunk at hand goes to the end through the old one: the pipelined header and
-- bind are answered, and the client's next write meets a parser that has never seen a header, which ends the stream with
-- <unsupported-stanza-type/>. An XML declaration before the second header ends it at once.
--
-- So, until the login, a chunk is handed over tag by tag: whatever resets the parser, the octet behind that tag is the first
-- one that the new parser sees. And when a tag makes the session wait, the rest waits too.

local add_filter = require "util.filters".add_filter;

-- A login needs a dozen. The bound keeps a stranger from making us call the parser for every octet.
local max_pieces = 64;
-- As much of an unfinished tag is held back, to see whether it is a header that must not reach the parser.
local max_held = 2048;

local lib = {};

local function is_header(piece)
	local name = piece:match("^%s*<([^%s/>]+)");
	return name and (name:match("[^:]*$") == "stream" or name == "?xml");
end

local function feed_by_tags(session)
	local stream, thread = session.stream, session.thread;
	local stock_feed = stream.feed;
	local rest, at = "", 1; -- rest:sub(at) is still to be fed
	local queued = false; -- our turn comes in the session's thread
	local step;

	-- Whitespace between two streams belongs to none, and an XML declaration may not stand behind it.
	local function feed_whole(piece)
		if session.notopen then piece = piece:gsub("^%s+", ""); end
		return stock_feed(stream, piece);
	end

	local function idle()
		return thread.state == "ready" and not thread.queue[1];
	end

	local function left()
		return at <= #rest;
	end

	local function forget()
		rest, at = "", 1;
	end

	local function take(last)
		local piece = rest:sub(at, last);
		at = at + #piece;
		if not left() then forget(); end
		return piece;
	end

	local function feed_one()
		local close = rest:find(">", at, true);
		if not close and #rest - at < max_held and session.type == "c2s_unauthed" and rest:find("^%s*<", at) then
			return nil; -- the tag's end is in the next chunk
		end
		local piece = take(close or -1);
		if session.type == "c2s_unauthed" and not session.notopen and is_header(piece) then
			-- A header on an open stream: the login that it was meant to follow has failed. The parser would take it for the
			-- beginning of an element without end, and the session would be deaf.
			session.log("debug", "Header behind a failed login left out");
			session.bind2_refused_restart = true;
			return true;
		end
		return feed_whole(piece);
	end

	-- Only when fed from the session's thread, where nobody takes the result: as mod_c2s does it.
	local function fail(err)
		forget();
		session:close(err == "stanza-too-large" and { condition = "policy-violation", text = "XML stanza is too big" } or "not-well-formed");
	end

	local function queue()
		queued = true;
		thread:run { event = "callback", name = "pipelined", callback = step };
	end

	function step()
		queued = false;
		if not left() then return; end
		if session.destroyed then -- closed, or resumed into another session, which the stream knows
			feed_whole(take(-1));
			return;
		end
		-- What this piece brings queues up behind us, and the next piece behind that.
		local ok, err = feed_one();
		if ok then
			if left() then queue(); end
		elseif ok == false or err then
			fail(err);
		end
	end

	function stream.feed(_, data)
		if session.type ~= "c2s_unauthed" and not left() then
			return feed_whole(data);
		end
		rest, at = rest:sub(at)..data, 1;
		if queued then return true; end
		local pieces = 0;
		while left() do
			if not idle() then
				queue();
				return true;
			end
			pieces = pieces + 1;
			if session.type ~= "c2s_unauthed" or pieces > max_pieces then
				return feed_whole(take(-1));
			end
			local ok, err = feed_one();
			if ok == nil and not err then return true; end
			if not ok then
				forget();
				return ok, err;
			end
		end
		return true;
	end
end

--- Called for each new session, before it has a stream.
function lib.attach(session)
	if session.type ~= "c2s_unauthed" or session.bind2_by_tags then return; end
	session.bind2_by_tags = "wanted"; -- several hosts may load this module
	add_filter(session, "bytes/in", function (data)
		if session.bind2_by_tags == "wanted" then
			session.bind2_by_tags = "on";
			-- A WebSocket has frames, and no second header behind an element.
			if session.type == "c2s_unauthed" and session.stream and session.thread and not session.websocket_request then
				feed_by_tags(session);
			end
		end
		return data;
	end, 1000);
end

return lib;
