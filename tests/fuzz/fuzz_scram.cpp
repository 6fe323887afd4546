// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "net/sasl/scram.h"
#include "tests/fuzz/fuzz_check.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;
using namespace net;
using namespace net::sasl;

namespace {

const QByteArray kNonce = "fyko";

ScramSettings settings(uint8_t mode)
{
    ScramSettings s;
    s.hash = mode & 1 ? crypto::Hash::Sha256 : crypto::Hash::Sha1;
    s.user = u"user,=\u00AA"_s;
    s.password = u"pencil"_s;
    s.nonce = kNonce;
    s.gs2 = mode & 2 ? Gs2Flag::Used : mode & 4 ? Gs2Flag::NotOffered : Gs2Flag::NotSupported;
    if (s.gs2 == Gs2Flag::Used)
        s.bindingData = "exporter";
    s.minIterations = 1;
    s.maxIterations = 32; // time for fuzzing, not for guessing
    return s;
}

QByteArray valueOf(const QByteArray &message, const QByteArray &name)
{
    for (const QByteArray &part : message.split(',')) {
        if (part.startsWith(name + '='))
            return part.mid(name.size() + 1);
    }
    return {};
}

/// The server's side of RFC 5802 §3, computed apart from the client: is the proof right? Its own signature comes back, in base64.
QByteArray serve(const ScramSettings &s, const QByteArray &clientFirst, const QByteArray &serverFirst, const QByteArray &clientFinal)
{
    const QByteArray salt = QByteArray::fromBase64(valueOf(serverFirst, "s"));
    const QByteArray salted = crypto::pbkdf2(s.hash, "pencil", salt, valueOf(serverFirst, "i").toInt());
    const QByteArray bare = clientFirst.mid(clientFirst.indexOf(",,") + 2);
    const QByteArray gs2 = clientFirst.left(clientFirst.indexOf(",,") + 2);
    const QByteArray withoutProof = clientFinal.left(clientFinal.lastIndexOf(",p="));
    const QByteArray proof = QByteArray::fromBase64(valueOf(clientFinal, "p"));
    FUZZ_CHECK(proof.size() == crypto::hashLength(s.hash));
    FUZZ_CHECK(QByteArray::fromBase64(valueOf(clientFinal, "c")) == gs2 + s.bindingData);
    FUZZ_CHECK(valueOf(clientFinal, "r") == valueOf(serverFirst, "r"));

    const QByteArray storedKey = crypto::hash(s.hash, crypto::hmac(s.hash, salted, "Client Key"));
    const QByteArray message = bare + ',' + serverFirst + ',' + withoutProof;
    QByteArray clientKey = crypto::hmac(s.hash, storedKey, message);
    for (qsizetype i = 0; i < clientKey.size(); ++i)
        clientKey[i] = char(clientKey[i] ^ proof[i]);
    FUZZ_CHECK(crypto::hash(s.hash, clientKey) == storedKey);
    return crypto::hmac(s.hash, crypto::hmac(s.hash, salted, "Server Key"), message).toBase64();
}

} // namespace

// OpenSSL keeps what QCA's plugin had it load until the process ends; that is not ours to free.
extern "C" const char *__lsan_default_suppressions()
{
    return "leak:libcrypto";
}

extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static QCoreApplication app(*argc, *argv);
    static CryptoRuntime runtime;
    FUZZ_CHECK(runtime.check());
    return 0;
}

// First octet: which SCRAM. Then a line that is server-first, and server-final.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray rest(reinterpret_cast<const char *>(data) + 1, qsizetype(size - 1));
    const qsizetype cut = rest.indexOf('\n');
    const QByteArray serverFirst = cut < 0 ? rest : rest.left(cut);
    const QByteArray serverFinal = cut < 0 ? QByteArray() : rest.mid(cut + 1);

    const ScramSettings s = settings(data[0]);
    Scram client(s);
    FUZZ_CHECK(!client.success(serverFinal)); // before anything was said
    const QByteArray clientFirst = client.initial().value();
    FUZZ_CHECK(!client.success(serverFinal));
    const auto clientFinal = client.challenge(serverFirst);
    if (!clientFinal) {
        FUZZ_CHECK(!client.success(serverFinal) && !client.learned());
        return 0;
    }
    FUZZ_CHECK(valueOf(serverFirst, "r").startsWith(kNonce) && valueOf(serverFirst, "r") != kNonce);
    const QByteArray signature = serve(s, clientFirst, serverFirst, *clientFinal);
    // Only who knows the secret is believed.
    const bool isRight = QByteArray::fromBase64(valueOf(serverFinal, "v")) == QByteArray::fromBase64(signature);
    const bool believed = client.success(serverFinal).has_value();
    FUZZ_CHECK(!believed || isRight);
    FUZZ_CHECK(client.learned().has_value() == believed);
    Scram again(s);
    FUZZ_CHECK(again.initial() == clientFirst);
    FUZZ_CHECK(again.challenge(serverFirst) == clientFinal);
    FUZZ_CHECK(again.success("v=" + signature).has_value() && again.learned());
    return 0;
}
