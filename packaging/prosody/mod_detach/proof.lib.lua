-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Tickets, keys and proofs (D15, D18, D20): everything here is a question with an answer, nothing changes a session.

local base64 = require "prosody.util.encodings".base64;
local crypto = require "prosody.util.crypto";
local sha256 = require "prosody.util.hashes".sha256;
local new_ticket = require "prosody.util.id".long; -- 216 random bits, base64url

-- SubjectPublicKeyInfo of an Ed25519 key up to the 32 bytes of the key itself (RFC 8410 §4): util.crypto reads keys as PEM only.
local spki_head = "\48\42\48\5\6\3\43\101\112\3\33\0";

local function decode(text)
	return text and base64.decode((text:gsub("%s", "")));
end

-- The key of a session, from what the client registered: raw, 32 bytes, in base64. Nil for anything else.
local function import_key(text)
	local raw = decode(text);
	if not raw or #raw ~= 32 then return nil; end
	local ok, key = pcall(crypto.import_public_pem,
		("-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"):format(base64.encode(spki_head .. raw)));
	return ok and key or nil;
end

-- What the server keeps of a ticket, so that neither its memory nor its disk can be used to resume.
local function fingerprint(ticket)
	return sha256(ticket, true);
end

-- The exported value that only the two ends of this TLS connection know (RFC 9266). TLS 1.2 is left out: without the extended master
-- secret its exporter does not name one connection, and whether that was negotiated cannot be asked here.
local function channel_binding(conn)
	if not conn or not conn.ssl_info or not conn.ssl_exportkeyingmaterial then return nil; end
	local info = conn:ssl_info();
	if type(info) ~= "table" or info.protocol ~= "TLSv1.3" then return nil; end
	return conn:ssl_exportkeyingmaterial("EXPORTER-Channel-Binding", 32, "") or nil;
end

local function signed_bytes(ticket, previd, binding, data)
	return table.concat({ "kith-detach-0", ticket, previd, binding, data }, "\0");
end

-- What a <proof/> says about a session: "right", "burnt" (right, but its ticket was used before), "missing", or "wrong" and why.
local function judge(state, conn, previd, proof, allow_unbound)
	if not proof then return "missing", "no proof"; end
	local ticket, binding, signature = proof.attr.ticket, proof.attr.binding, decode(proof:get_text());
	if not ticket or not signature then return "wrong", "incomplete proof"; end

	local data;
	if binding == "tls-exporter" then
		data = channel_binding(conn);
		if not data then return "wrong", "this connection has no channel binding"; end
	elseif binding == "none" then
		if not allow_unbound then return "wrong", "not bound to the connection"; end
		data = "";
	else
		return "wrong", "unknown channel binding";
	end

	local mark = fingerprint(ticket);
	local burnt = state.burnt[mark];
	local key_text = burnt or (state.ticket == mark and state.key) or nil;
	local key = key_text and import_key(key_text);
	if not key then return "wrong", "unknown ticket"; end
	local ok, valid = pcall(crypto.ed25519_verify, key, signed_bytes(ticket, previd, binding, data), signature);
	if not (ok and valid) then return "wrong", "bad signature"; end
	return burnt and "burnt" or "right";
end

return { new_ticket = new_ticket, fingerprint = fingerprint, import_key = import_key, judge = judge };
