// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/inbound_batch.h"
#include "model/store/database.h"
#include "net/crypto/crypto_runtime.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace model;

class InboundBatchTest : public QObject
{
    Q_OBJECT
    net::CryptoRuntime m_crypto;
    QTemporaryDir m_dir;
    std::unique_ptr<Store> m_store;
    int m_files = 0;
    QString m_file;

    static InboundBatch::Effect note(const QString &key)
    {
        return [key](StoreSession &session) { session.settings.put(key, "1"); };
    }
    QStringList notes() const
    {
        QStringList keys = m_store->read().settings.all().keys();
        keys.sort();
        return keys;
    }

private Q_SLOTS:
    void init()
    {
        m_file = m_dir.filePath(u"%1.db"_s.arg(++m_files));
        m_store = std::move(*Store::open(m_file, Store::Options{std::chrono::milliseconds(50), 0}));
    }
    void cleanup() { m_store.reset(); }

    void oneTurnIsOneTransaction()
    {
        std::vector<quint64> handled;
        InboundBatch batch(*m_store, [&](quint64 seq) { handled.push_back(seq); });
        int committed = 0;
        for (quint64 seq = 1; seq <= 5; ++seq)
            batch.add(seq, note(QString::number(seq)), [&] { ++committed; });
        batch.skip(6);
        QVERIFY(handled.empty());
        QTRY_COMPARE(committed, 5);
        QCOMPARE(handled.back(), 6U);
        QCOMPARE(notes().size(), 5);
        QTRY_VERIFY(batch.isIdle());
    }

    void withoutEffectAtOnce()
    {
        std::vector<quint64> handled;
        InboundBatch batch(*m_store, [&](quint64 seq) { handled.push_back(seq); });
        batch.skip(1);
        QCOMPARE(handled, std::vector<quint64>{1});
    }

    void effectsOfNoStanza()
    {
        InboundBatch batch(*m_store, [](quint64) { QFAIL("nothing was received"); });
        bool committed = false;
        batch.add(note(u"a"_s), [&] { committed = true; });
        QTRY_VERIFY(committed);
    }

    /// B22: what must not be seen yet waits, and so does the watermark; the rest goes on.
    void heldUntilReleased()
    {
        std::vector<quint64> handled;
        QStringList written;
        InboundBatch batch(*m_store, [&](quint64 seq) { handled.push_back(seq); });
        const auto wrote = [&](const QString &what) { return [&written, what] { written << what; }; };
        batch.add(1, note(u"a"_s), wrote(u"a"_s));
        batch.hold();
        batch.addInTurn(2, note(u"b"_s), wrote(u"b"_s));
        batch.skip(3);
        batch.add(4, note(u"c"_s), wrote(u"c"_s));
        batch.addInTurn(5, note(u"d"_s), wrote(u"d"_s));
        QTRY_COMPARE(written, (QStringList{u"a"_s, u"c"_s}));
        QCOMPARE(handled.back(), 1U);
        QVERIFY(batch.isHolding());
        QVERIFY(!batch.isIdle());
        batch.release();
        batch.addInTurn(6, note(u"e"_s), wrote(u"e"_s));
        QTRY_COMPARE(written, (QStringList{u"a"_s, u"c"_s, u"b"_s, u"d"_s, u"e"_s}));
        QCOMPARE(handled.back(), 6U);
        QVERIFY(std::is_sorted(handled.begin(), handled.end()));
        QTRY_VERIFY(batch.isIdle());
    }

    void notMoreThanSoMany()
    {
        std::vector<quint64> handled;
        InboundBatch batch(*m_store, [&](quint64 seq) { handled.push_back(seq); });
        batch.hold();
        for (quint64 seq = 1; seq <= InboundBatch::kMaxHeld; ++seq)
            batch.addInTurn(seq, note(u"a"_s));
        QVERIFY(!batch.isHolding());
        QTRY_VERIFY(batch.isIdle());
        QCOMPARE(handled.back(), quint64(InboundBatch::kMaxHeld));
    }

    /// A store that cannot be written: nothing counts as handled until it can, and nothing is lost.
    void failureKeepsEverything()
    {
        auto other = Database::open(m_file, Database::Mode::ReadWrite, std::chrono::milliseconds(1000));
        QVERIFY(other.has_value());
        QVERIFY((*other)->execute(u"BEGIN IMMEDIATE"_s));
        std::vector<quint64> handled;
        InboundBatch batch(*m_store, [&](quint64 seq) { handled.push_back(seq); });
        QSignalSpy failed(&batch, &InboundBatch::failed);
        QSignalSpy recovered(&batch, &InboundBatch::recovered);
        batch.add(1, note(u"a"_s));
        QTRY_COMPARE(failed.count(), 1);
        batch.add(2, note(u"b"_s));
        batch.skip(3);
        batch.retry();
        batch.retry();
        QTRY_COMPARE(failed.count(), 2);
        QVERIFY(handled.empty());
        (*other)->rollBack();
        batch.retry();
        QTRY_COMPARE(recovered.count(), 1);
        QTRY_VERIFY(batch.isIdle());
        QCOMPARE(handled.back(), 3U);
        QCOMPARE(notes(), (QStringList{u"a"_s, u"b"_s}));
    }
};

QTEST_GUILESS_MAIN(InboundBatchTest)
#include "tst_inbound_batch.moc"
