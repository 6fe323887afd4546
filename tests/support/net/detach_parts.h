// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/session/session_ledger.h"
#include "tests/support/net/login_parts.h"

// What transcripts about sessions that are left on purpose have in common (kith_detach.h).
namespace net {

/// A disk: keeps the last state, from which another process would go on.
class Disk final : public SessionLedger
{
public:
    void began(const ResumeState &state) override { last = state; }
    void write(const Entry &, Written done) override { done(true); }
    void changed(const ResumeState &state, Written done) override;
    void left(const ResumeState &state) override { last = state; }
    void ended() override { last.reset(); }

    std::optional<ResumeState> last;
    int changes = 0;
    bool isSlow = false, isFull = false;
    Written open;
};

inline const QByteArray kDeviceKey(32, 'k');
inline const QByteArray kExporter = "exporter of this connection";
/// What the client binds with, behind its <resume/>.
inline const QByteArray kBind = "<bind xmlns='urn:xmpp:bind:0'><tag>Kith</tag><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>";
inline const QByteArray kResumed = "<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/>";
inline const QByteArray kBareIdentifier = "<authorization-identifier>anna@example.net</authorization-identifier>";
inline const QByteArray kClassicFeatures = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>";

[[nodiscard]] QByteArray privateKey(); ///< that is made of kDeviceKey
/// Features behind the login that announce it.
[[nodiscard]] QByteArray afterAuthWithDetach();
/// A login that has a token, and knows what this server offers.
[[nodiscard]] SessionSettings knownDetach();
/// As another process finds a session "sm1" that was left with the ticket "t1".
[[nodiscard]] SessionSettings leftOnPurpose(bool proving = false);
void bindTo(Script &s, const QByteArray &exporter = kExporter);
/// From the start to where a server without SASL2 is asked for what it keeps.
void signInClassically(Script &s);

// What the client is to say.
[[nodiscard]] QByteArray proofOf(const QByteArray &ticket = "t1", const QByteArray &exporter = kExporter);
[[nodiscard]] QByteArray resumeElement(const QByteArray &inside = {});
[[nodiscard]] QByteArray authenticateWith(const QByteArray &inResume, const QByteArray &rest, const QByteArray &h = "0");
[[nodiscard]] xml::Element farewell();
/// Takes the question with which the client prepares; its id.
[[nodiscard]] QByteArray takePrepare(Script &s);

// What the server says.
[[nodiscard]] QByteArray prepared(const QByteArray &id, const QByteArray &ticket, const QByteArray &max = "604800");
[[nodiscard]] QByteArray failedResume(const QByteArray &condition, bool nested = true);
[[nodiscard]] QByteArray boundElsewhere(); ///< a new session "sm2", at another address
inline const QByteArray kKilled = "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                                  "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>This session was resumed twice with the same ticket</text>"
                                  "<killed xmlns='urn:kith:detach:0'/></stream:error></stream:stream>";

} // namespace net
