// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/avatar_cache.h"

#include <QBuffer>
#include <QImage>
#include <QPromise>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::AvatarCache;

class AvatarCacheTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asksOnceAndTellsWhenItCame();
    void refuses_data();
    void refuses();
    void cutsSquareAndScalesDown();
    void outlivedByAnAnswer();

private:
    static QByteArray png(int width, int height)
    {
        QImage image(width, height, QImage::Format_RGB32);
        image.fill(Qt::red);
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "PNG");
        return buffer.data();
    }
};

void AvatarCacheTest::asksOnceAndTellsWhenItCame()
{
    int asked = 0;
    QPromise<QByteArray> promise;
    promise.start();
    AvatarCache cache([&](const QString &) {
        ++asked;
        return promise.future();
    });
    QSignalSpy ready(&cache, &AvatarCache::ready);
    QVERIFY(cache.picture({}).isNull());
    QVERIFY(cache.picture(u"abc"_s).isNull());
    QVERIFY(cache.picture(u"abc"_s).isNull());
    QCOMPARE(asked, 1);
    promise.addResult(png(64, 64));
    promise.finish();
    QTRY_COMPARE(ready.count(), 1);
    QCOMPARE(ready.at(0).at(0).toString(), u"abc"_s);
    QVERIFY(!cache.picture(u"abc"_s).isNull());
    QCOMPARE(asked, 1);
}

void AvatarCacheTest::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("noise") << QByteArray(1000, 'x');
    QTest::newRow("svg") << QByteArray("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><rect width='10' height='10'/></svg>");
    QTest::newRow("cut png") << png(64, 64).left(60);
    QTest::newRow("too wide") << png(AvatarCache::kMaxSide + 1, 1);
}

void AvatarCacheTest::refuses()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(AvatarCache::decode(bytes).isNull());
}

void AvatarCacheTest::cutsSquareAndScalesDown()
{
    const QImage image = AvatarCache::decode(png(600, 300));
    QCOMPARE(image.size(), QSize(AvatarCache::kSide, AvatarCache::kSide));
    QCOMPARE(AvatarCache::decode(png(40, 60)).size(), QSize(40, 40)); // never larger than it came
}

void AvatarCacheTest::outlivedByAnAnswer()
{
    QPromise<QByteArray> promise;
    promise.start();
    {
        AvatarCache cache([&](const QString &) { return promise.future(); });
        QVERIFY(cache.picture(u"abc"_s).isNull());
    }
    promise.addResult(png(8, 8));
    promise.finish();
    QTest::qWait(20); // an answer to nobody must not crash
}

QTEST_MAIN(AvatarCacheTest)
#include "tst_avatar_cache.moc"
