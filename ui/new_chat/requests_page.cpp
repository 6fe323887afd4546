// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_chat/requests_page.h"

#include "model/items/chat_list_model.h"
#include "ui/layout/time_text.h"
#include "ui/theme/style.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kColumn = 640;
constexpr qsizetype kMostText = 400; // of a stranger's message

// A figure without a face: a stranger chooses neither picture nor colour here.
class Stranger final : public QWidget
{
public:
    Stranger(const Theme &theme, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
    {
        setFixedSize(metric::kAvatar, metric::kAvatar);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        AvatarFacts facts;
        facts.anonymous = true;
        paintAvatar(painter, rect(), facts, m_theme, m_theme.color(Tone::Surface));
    }

private:
    const Theme &m_theme;
};

} // namespace

RequestsPage::RequestsPage(const Theme &theme, const QAbstractItemModel &chats, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_chats(chats)
    , m_cards(new QVBoxLayout)
    , m_sentence(new TextLabel(theme, Type::Body, Tone::Secondary))
{
    setObjectName(u"requestsPage"_s);
    setAccessibleName(tr("Requests"));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    auto *page = new ui::Panel(theme, Tone::Window);
    setWidget(page);
    auto *back = new IconButton(theme, Icon::Back, tr("Back"), page);
    back->setObjectName(u"back"_s);
    connect(back, &QAbstractButton::clicked, this, &RequestsPage::closed);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(back);
    head->addWidget(new TextLabel(theme, Type::Heading, Tone::Text, tr("Requests"), page), 1);
    m_sentence->setWordWrap(true);
    m_cards->setSpacing(12);

    auto *column = new QWidget(page);
    const auto fit = [&theme, column] { column->setMaximumWidth(theme.scaled(kColumn)); };
    fit();
    connect(&theme, &Theme::changed, column, fit);
    column->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addSpacing(4);
    layout->addWidget(m_sentence);
    layout->addSpacing(18);
    layout->addLayout(m_cards);
    layout->addStretch();
    auto *across = new QHBoxLayout(page);
    across->setContentsMargins(24, 20, 24, 20);
    across->addStretch(1);
    across->addWidget(column, 100);
    across->addStretch(1);

    // A burst of strangers is one rebuild.
    const auto later = [this] {
        if (std::exchange(m_pending, true))
            return;
        QTimer::singleShot(0, this, [this] {
            m_pending = false;
            refresh();
        });
    };
    connect(&chats, &QAbstractItemModel::rowsInserted, this, later);
    connect(&chats, &QAbstractItemModel::rowsRemoved, this, later);
    connect(&chats, &QAbstractItemModel::dataChanged, this, later);
    connect(&chats, &QAbstractItemModel::modelReset, this, later);
    refresh();
}

void RequestsPage::refresh()
{
    std::vector<model::Chat> shown;
    int count = 0;
    for (int row = 0; row < m_chats.rowCount(); ++row) {
        const auto chat = m_chats.index(row, 0).data(model::ChatListModel::ChatRole).value<model::Chat>();
        if (chat.request && ++count <= kMost)
            shown.push_back(chat);
    }
    if (shown != m_shown || m_sentence->text().isEmpty()) {
        m_shown = shown;
        while (QLayoutItem *item = m_cards->takeAt(0)) {
            item->widget()->hide();
            item->widget()->deleteLater();
            delete item;
        }
        for (const model::Chat &chat : m_shown)
            m_cards->addWidget(makeCard(chat));
        m_sentence->setText(m_shown.empty()
                ? tr("Nobody is waiting. People you do not know end up here first, without a sound.")
                : tr("You do not know these people. They cannot see when you are online, and do not learn whether you read this, until you accept."));
    }
    if (std::exchange(m_count, count) != count)
        Q_EMIT countChanged(count);
}

QWidget *RequestsPage::makeCard(const model::Chat &chat)
{
    const QString address = chat.peer.toString();
    auto *card = new Card(m_theme);
    card->setObjectName(address);
    auto *body = new QWidget;
    // The address is what cannot be made up; a name of their own choice comes second.
    auto *who = new ElidedLabel(m_theme, Type::Strong, Tone::Text, address, body);
    auto *when = new TextLabel(m_theme, Type::Secondary, Tone::Secondary,
        chat.lastAt.isValid() ? listTimeText(chat.lastAt, QDateTime::currentDateTimeUtc()) : QString(), body);
    auto *what = new TextLabel(m_theme, Type::Body, chat.lastBody.isEmpty() ? Tone::Secondary : Tone::Text,
        chat.lastBody.isEmpty() ? tr("Asks to see when you are online.") : chat.lastBody.left(kMostText), body);
    what->setWordWrap(true);

    auto *accept = new QPushButton(tr("Accept"), body);
    accept->setObjectName(u"accept"_s);
    setButtonKind(accept, ButtonKind::Primary);
    auto *remove = new QPushButton(tr("Delete"), body);
    remove->setObjectName(u"delete"_s);
    auto *block = new QPushButton(tr("Block"), body);
    block->setObjectName(u"block"_s);
    setButtonKind(block, ButtonKind::Danger);
    accept->setAccessibleName(tr("Accept %1").arg(address));
    remove->setAccessibleName(tr("Delete the request of %1").arg(address));
    block->setAccessibleName(tr("Block %1").arg(address));
    connect(accept, &QPushButton::clicked, this, [this, chat] { Q_EMIT accepted(chat); });
    connect(remove, &QPushButton::clicked, this, [this, chat] { Q_EMIT declined(chat, false); });
    connect(block, &QPushButton::clicked, this, [this, chat] { Q_EMIT declined(chat, true); });

    auto *head = new QHBoxLayout;
    head->addWidget(who, 1);
    head->addWidget(when);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(accept);
    buttons->addWidget(remove);
    buttons->addWidget(block);
    buttons->addStretch();
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addLayout(head);
    words->addWidget(what);
    words->addSpacing(8);
    words->addLayout(buttons);
    auto *layout = new QHBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(new Stranger(m_theme, body), 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    card->addRow(body);
    return card;
}

void RequestsPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QScrollArea::keyPressEvent(event);
}

} // namespace ui
