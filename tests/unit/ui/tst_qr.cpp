// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// One library draws the picture, the other reads it: as it stands on the screen, and as people photograph and send it.
#include "ui/devices/qr_picture.h"
#include "ui/devices/qr_reader.h"

#include <QApplication>
#include <QPainter>
#include <QPixmap>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QString kInvitation
    = u"xmpp:anna@example.org?kith-link;code=K7QXM3HP;at=192.0.2.7:40123;at=%5B2001:db8::7%5D:40123;key=uT3jX0m8yYkq4r0dQzJ5oYpV7b2mN1sK9wLxCfGhIjk"_s;

} // namespace

class QrTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light); }
    void readsWhatItShows_data();
    void readsWhatItShows();
    void readsPhotographs_data();
    void readsPhotographs();
    void readsFiles();
    void findsNothingWhereNothingIs();
    void takesTransparencyForPaper();
    void drawsNothingThatIsTooLong();

private:
    [[nodiscard]] QImage shown(const QString &text, qreal ratio) const;
    std::unique_ptr<ui::Theme> m_theme;
};

QImage QrTest::shown(const QString &text, qreal ratio) const
{
    ui::QrPicture picture(*m_theme);
    picture.setText(text);
    picture.resize(picture.sizeHint());
    QImage image(picture.size() * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(m_theme->color(ui::Tone::Surface));
    picture.render(&image);
    image.setDevicePixelRatio(1);
    return image;
}

void QrTest::readsWhatItShows_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<qreal>("ratio");
    QTest::newRow("light") << false << 1.0;
    QTest::newRow("dark") << true << 1.0;
    QTest::newRow("odd scale") << true << 1.25;
    QTest::newRow("fine screen") << false << 2.0;
}

void QrTest::readsWhatItShows()
{
    QFETCH(bool, dark);
    QFETCH(qreal, ratio);
    m_theme->setAppearance(dark ? ui::Appearance::Dark : ui::Appearance::Light);
    const QImage image = shown(kInvitation, ratio);
    m_theme->setAppearance(ui::Appearance::Light);
    QCOMPARE(ui::decodeQr(image), kInvitation);
}

void QrTest::readsPhotographs_data()
{
    QTest::addColumn<qreal>("scale");
    QTest::addColumn<int>("angle");
    QTest::addColumn<int>("noise");
    QTest::newRow("upside down") << 1.0 << 180 << 0;
    QTest::newRow("tilted") << 3.0 << 7 << 0;
    QTest::newRow("large and noisy") << 4.0 << 0 << 60;
    QTest::newRow("huge") << 14.0 << 2 << 30;
}

void QrTest::readsPhotographs()
{
    QFETCH(qreal, scale);
    QFETCH(int, angle);
    QFETCH(int, noise);
    const QImage picture = shown(kInvitation, 1);
    QTransform turn;
    turn.scale(scale, scale);
    turn.rotate(angle);
    const QImage turned = picture.transformed(turn, Qt::SmoothTransformation);
    QImage photo(turned.size() * 1.4, QImage::Format_RGB32); // in the middle of a grey screen
    photo.fill(Qt::darkGray);
    {
        QPainter painter(&photo);
        painter.drawImage((photo.width() - turned.width()) / 2, (photo.height() - turned.height()) / 2, turned);
    }
    QRandomGenerator random(42);
    for (int y = 0; noise > 0 && y < photo.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(photo.scanLine(y));
        for (int x = 0; x < photo.width(); ++x) {
            const int shift = random.bounded(-noise, noise + 1);
            const int grey = qBound(0, qGray(line[x]) + shift, 255);
            line[x] = qRgb(grey, grey, grey);
        }
    }
    QCOMPARE(ui::decodeQr(photo), kInvitation);
}

void QrTest::readsFiles()
{
    const QTemporaryDir folder;
    const QString png = folder.filePath(u"code.png"_s), odd = folder.filePath(u"code.jpg"_s);
    QVERIFY(shown(kInvitation, 2).save(png));
    QVERIFY(shown(kInvitation, 2).save(odd, "PNG")); // a wrong name is no obstacle
    for (const QString &file : {png, odd}) {
        const auto text = ui::readQrFile(file);
        QTRY_VERIFY(text.isFinished());
        QCOMPARE(text.result(), kInvitation);
    }
    const auto none = ui::readQrFile(folder.filePath(u"missing.png"_s));
    QTRY_VERIFY(none.isFinished());
    QVERIFY(none.result().isEmpty());
}

void QrTest::findsNothingWhereNothingIs()
{
    QVERIFY(ui::decodeQr({}).isEmpty());
    QImage blank(400, 300, QImage::Format_RGB32);
    blank.fill(Qt::white);
    QVERIFY(ui::decodeQr(blank).isEmpty());
    QImage half = shown(kInvitation, 2);
    half = half.copy(0, 0, half.width() / 2, half.height());
    QVERIFY(ui::decodeQr(half).isEmpty());
}

void QrTest::takesTransparencyForPaper()
{
    const QImage modules = ui::encodeQr(kInvitation);
    QImage image(modules.size() + QSize(8, 8), QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    for (int y = 0; y < modules.height(); ++y)
        for (int x = 0; x < modules.width(); ++x)
            if (qGray(modules.pixel(x, y)) == 0)
                image.setPixelColor(x + 4, y + 4, Qt::black);
    QCOMPARE(ui::decodeQr(image.scaled(image.size() * 4)), kInvitation);
}

void QrTest::drawsNothingThatIsTooLong()
{
    QVERIFY(ui::encodeQr(QString(5000, u'x')).isNull());
    QVERIFY(ui::encodeQr({}).isNull());
    ui::QrPicture picture(*m_theme);
    picture.setText(kInvitation);
    QVERIFY(!picture.isBlank());
    picture.setText({});
    QVERIFY(picture.isBlank());
    QVERIFY(!picture.accessibleDescription().contains(u"K7QX"_s)); // nor says it what is in it
}

QTEST_MAIN(QrTest)
#include "tst_qr.moc"
