// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/row_layout.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <QtTest>

using namespace Qt::StringLiterals;
using ui::RowLayout;

class RowLayoutTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void standsBesideWhereBothFit();
    void standsBelowWhereTheyDoNot();
    void mirrors();
    void breaksTheFirstBesideAControl();
    void livesThroughTheEndOfItsParts();

private:
    struct Row {
        QWidget widget;
        RowLayout *layout = new RowLayout(-1, &widget);
        QLabel *name = new QLabel(u"Encryption"_s);
        QLabel *value = new QLabel(u"TLS 1.3 with TLS_AES_256_GCM_SHA384, from the start"_s);
        Row()
        {
            name->setWordWrap(true);
            value->setWordWrap(true);
            layout->setContentsMargins(4, 12, 4, 12);
            layout->addWidget(name);
            layout->addWidget(value);
        }
        void show(int width)
        {
            widget.resize(width, widget.heightForWidth(width));
            widget.show();
            layout->activate();
        }
    };
};

void RowLayoutTest::standsBesideWhereBothFit()
{
    Row row;
    row.show(900);
    QCOMPARE(row.name->y(), row.value->y());
    QCOMPARE(row.name->x(), 4);
    QCOMPARE(row.value->geometry().right(), 900 - 4 - 1);
    QVERIFY(row.name->geometry().right() < row.value->x());
    QCOMPARE(row.widget.height(), row.value->height() + 24);
    QVERIFY(row.value->height() < 2 * row.value->fontMetrics().height()); // on one line
}

void RowLayoutTest::standsBelowWhereTheyDoNot()
{
    Row row;
    row.show(260);
    QVERIFY(row.value->y() > row.name->geometry().bottom());
    QCOMPARE(row.value->x(), row.name->x());
    QVERIFY(row.value->height() >= row.value->heightForWidth(row.value->width()));
    QCOMPARE(row.widget.height(), row.value->geometry().bottom() + 1 + 12);
    QVERIFY(row.layout->minimumSize().width() < 260);
}

void RowLayoutTest::mirrors()
{
    Row row;
    row.widget.setLayoutDirection(Qt::RightToLeft);
    row.show(900);
    QVERIFY(row.value->geometry().right() < row.name->x());
    QCOMPARE(row.value->x(), 4);
}

void RowLayoutTest::breaksTheFirstBesideAControl()
{
    QWidget widget;
    auto *layout = new RowLayout(100, &widget);
    auto *words = new QVBoxLayout;
    auto *text = new QLabel(u"Only contacts who may see whether you are online. Switched off, you still see when they are typing."_s);
    text->setWordWrap(true);
    words->addWidget(text);
    auto *button = new QPushButton(u"Change"_s);
    layout->addItem(words);
    layout->addWidget(button);
    const int width = 116 + button->sizeHint().width();
    widget.resize(width, widget.heightForWidth(width));
    widget.show();
    layout->activate();
    QVERIFY(layout->isBeside(width));
    QVERIFY(button->x() > text->geometry().right());
    QVERIFY(text->height() >= text->heightForWidth(text->width()));
    QVERIFY(!layout->isBeside(width - 1));
    widget.resize(width - 1, widget.heightForWidth(width - 1));
    QVERIFY(button->y() > text->geometry().bottom());
    QCOMPARE(button->width(), button->sizeHint().width()); // a button keeps its own
}

void RowLayoutTest::livesThroughTheEndOfItsParts()
{
    auto row = std::make_unique<Row>();
    row->show(300);
    delete row->value;
    QCOMPARE(row->layout->count(), 1);
    row->layout->activate();
    QVERIFY(row->widget.heightForWidth(300) > 24);
    delete row->name;
    QCOMPARE(row->layout->count(), 0);
    QCOMPARE(row->layout->heightForWidth(300), 24);
}

QTEST_MAIN(RowLayoutTest)
#include "tst_row_layout.moc"
