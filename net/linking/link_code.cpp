// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_code.h"

#include "net/crypto/crypto.h"

#include <QPromise>
#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace net {

namespace {

constexpr QStringView kAlphabet = u"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static_assert(kAlphabet.size() == 32); // five bits a character, and no character likelier than another

QChar lookedAt(QChar typed)
{
    switch (typed.unicode()) {
    case u'O':
        return u'0';
    case u'I':
    case u'L':
        return u'1';
    case u'U':
        return u'V';
    default:
        return typed;
    }
}

bool isFiller(QChar c)
{
    return c.isSpace() || c.category() == QChar::Punctuation_Dash || c.category() == QChar::Other_Format || c == u'.' || c == u'_';
}

} // namespace

LinkCode LinkCode::generate(IdSource &ids)
{
    LinkCode code;
    for (const char octet : ids.randomBytes(kLength))
        code.m_text += kAlphabet[quint8(octet) % kAlphabet.size()]; // 32 divides 256
    return code;
}

std::optional<LinkCode> LinkCode::parse(QStringView text)
{
    if (text.size() > 64)
        return std::nullopt;
    LinkCode code;
    for (const QChar typed : text.toString().normalized(QString::NormalizationForm_KC).toUpper()) {
        if (isFiller(typed))
            continue;
        const QChar c = lookedAt(typed);
        if (!kAlphabet.contains(c) || code.m_text.size() == kLength)
            return std::nullopt;
        code.m_text += c;
    }
    return code.m_text.size() == kLength ? std::optional(code) : std::nullopt;
}

QString LinkCode::shown() const
{
    return m_text.first(kLength / 2) + u'-' + m_text.sliced(kLength / 2);
}

LinkSecret linkSecretNow(const LinkCode &code, const Jid &identity, int iterations)
{
    const QByteArray salt = "kith-link-code" + QByteArray(1, '\0') + identity.bare().toString().toUtf8();
    return {crypto::pbkdf2(crypto::Hash::Sha256, code.plain().toLatin1(), salt, iterations)};
}

QFuture<LinkSecret> deriveLinkSecret(const LinkCode &code, const Jid &identity)
{
    const auto promise = std::make_shared<QPromise<LinkSecret>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, code, identity] {
        promise->addResult(linkSecretNow(code, identity));
        promise->finish();
    });
    return promise->future();
}

} // namespace net
