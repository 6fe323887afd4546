// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base/jid.h"
#include "tests/fuzz/fuzz_check.h"

using net::Jid;

namespace {

void checkText(const QString &text)
{
    const auto jid = Jid::parse(text);
    FUZZ_CHECK(Jid::fromString(text) == jid.value_or(Jid()));
    if (!jid) {
        FUZZ_CHECK(!net::jidErrorAdvice(jid.error()).isEmpty());
        return;
    }
    FUZZ_CHECK(!jid->isEmpty() && !jid->domain().isEmpty());
    for (const QString &part : {jid->local(), jid->domain(), jid->resource()})
        FUZZ_CHECK(part.isValidUtf16() && part.toUtf8().size() <= 1023);
    // Prepared once is prepared for ever: what is stored must be found again.
    FUZZ_CHECK(Jid::parse(jid->toString()) == jid);
    FUZZ_CHECK(Jid::parse(jid->bare().toString()) == jid->bare());
    if (!jid->resource().isEmpty())
        FUZZ_CHECK(jid->bare().withResource(jid->resource()) == jid);
    // What is looked up in DNS is the same domain.
    const QByteArray ascii = jid->asciiDomain();
    FUZZ_CHECK(!ascii.isEmpty());
    if (!jid->domain().startsWith(u'['))
        FUZZ_CHECK(Jid::fromString(QString::fromLatin1(ascii)).domain() == jid->domain());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(data, qsizetype(size));
    checkText(QString::fromUtf8(bytes));
    // The same octets as UTF-16, lone surrogates and all.
    QString raw(bytes.size() / 2, Qt::Uninitialized);
    memcpy(raw.data(), bytes.data(), size_t(raw.size()) * 2);
    checkText(raw);
    return 0;
}
