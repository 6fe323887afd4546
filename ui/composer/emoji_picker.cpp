// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composer/emoji_picker.h"

#include "ui/widgets/icon_button.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kCell = 40;
constexpr int kColumns = 9;

constexpr Icon kGroupIcons[] = {Icon::Smile, Icon::User, Icon::Leaf, Icon::Food, Icon::Car, Icon::Ball, Icon::Bulb, Icon::Symbols, Icon::Flag};
static_assert(std::size(kGroupIcons) == EmojiTable::GroupCount);

class CellDelegate final : public QStyledItemDelegate
{
public:
    CellDelegate(const Theme &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {
    }
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {kCell, kCell}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const bool selected = option.state & QStyle::State_Selected;
        if (selected || option.state & QStyle::State_MouseOver) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(m_theme.color(selected ? Tone::Selection : Tone::Hover));
            painter->drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), 8, 8);
        }
        QFont font = m_theme.font(Type::Body);
        font.setPixelSize(24);
        painter->setFont(font);
        painter->setPen(m_theme.color(Tone::Text));
        painter->drawText(option.rect, Qt::AlignCenter, index.data().toString());
    }

private:
    const Theme &m_theme;
};

} // namespace

EmojiModel::EmojiModel(QObject *parent)
    : QAbstractListModel(parent)
{
    setSearch({});
}

void EmojiModel::setSearch(const QString &text)
{
    beginResetModel();
    m_rows.clear();
    const auto words = text.simplified().toLower().split(u' ', Qt::SkipEmptyParts);
    for (const auto &entry : EmojiTable::shared().entries()) {
        const QString name = u' ' + entry.name.toLower();
        const bool fits = entry.emoji == text || std::all_of(words.begin(), words.end(), [&name](const QString &word) {
            return name.contains(u' ' + word) || name.contains(u'-' + word);
        });
        if (fits)
            m_rows.push_back(&entry);
    }
    endResetModel();
}

int EmojiModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant EmojiModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto *entry = m_rows[size_t(index.row())];
    if (role == Qt::DisplayRole)
        return entry->emoji;
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        return entry->name;
    return {};
}

int EmojiModel::firstOfGroup(int group) const
{
    const auto it = std::find_if(m_rows.begin(), m_rows.end(), [group](const auto *entry) { return entry->group == group; });
    return it == m_rows.end() ? -1 : int(it - m_rows.begin());
}

int EmojiModel::groupOf(int row) const
{
    return m_rows[size_t(row)]->group;
}

EmojiPicker::EmojiPicker(const Theme &theme, QWidget *parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint)
    , m_theme(theme)
    , m_model(new EmojiModel(this))
    , m_search(new QLineEdit)
    , m_grid(new QListView)
    , m_groups(new QButtonGroup(this))
{
    setAttribute(Qt::WA_TranslucentBackground);
    setAccessibleName(tr("Choose an emoji"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 8, 8);
    layout->setSpacing(6);
    m_search->setPlaceholderText(tr("Search emoji"));
    m_search->setAccessibleName(tr("Search emoji"));
    m_search->setClearButtonEnabled(false);
    layout->addWidget(m_search);
    auto *row = new QHBoxLayout;
    row->setSpacing(kCell - 32);
    for (int group = 0; group < EmojiTable::GroupCount; ++group) {
        auto *button = new IconButton(theme, kGroupIcons[group], EmojiTable::groupName(group));
        button->setCheckable(true);
        m_groups->addButton(button, group);
        row->addWidget(button);
    }
    row->addStretch();
    layout->addLayout(row);
    m_grid->setModel(m_model);
    m_grid->setItemDelegate(new CellDelegate(theme, this));
    m_grid->setViewMode(QListView::IconMode);
    m_grid->setMovement(QListView::Static);
    m_grid->setUniformItemSizes(true);
    m_grid->setGridSize({kCell, kCell});
    m_grid->setResizeMode(QListView::Fixed);
    m_grid->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_grid->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_grid->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_grid->setMouseTracking(true);
    m_grid->setFixedWidth(kCell * kColumns + 14);
    m_grid->setFixedHeight(kCell * 7);
    m_grid->setAccessibleName(tr("Emoji"));
    layout->addWidget(m_grid);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setSearch(text);
        if (m_model->rowCount() > 0)
            m_grid->setCurrentIndex(m_model->index(0, 0));
    });
    connect(m_groups, &QButtonGroup::idClicked, this, [this](int group) {
        m_search->clear();
        if (const int first = m_model->firstOfGroup(group); first >= 0) {
            m_grid->setCurrentIndex(m_model->index(first, 0));
            m_grid->scrollTo(m_model->index(first, 0), QAbstractItemView::PositionAtTop);
        }
    });
    connect(m_grid->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        const QModelIndex top = m_grid->indexAt({kCell / 2, kCell / 2});
        if (top.isValid())
            m_groups->button(m_model->groupOf(top.row()))->setChecked(true);
    });
    m_groups->button(0)->setChecked(true);
    connect(m_grid, &QListView::clicked, this, &EmojiPicker::pick);
    m_search->installEventFilter(this);
    m_grid->installEventFilter(this);
}

void EmojiPicker::openAt(const QWidget *anchor)
{
    m_search->clear();
    adjustSize();
    const QPoint corner = anchor->mapToGlobal(QPoint(anchor->width(), -8));
    QPoint topLeft(layoutDirection() == Qt::RightToLeft ? anchor->mapToGlobal(QPoint(0, 0)).x() : corner.x() - width(), corner.y() - height());
    if (const QScreen *screen = anchor->screen()) {
        const QRect area = screen->availableGeometry();
        topLeft.setX(qBound(area.left(), topLeft.x(), area.right() - width()));
        topLeft.setY(qBound(area.top(), topLeft.y(), area.bottom() - height()));
    }
    move(topLeft);
    show();
    m_search->setFocus();
}

void EmojiPicker::pick(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    hide();
    Q_EMIT picked(index.data().toString());
}

bool EmojiPicker::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            pick(m_grid->currentIndex().isValid() ? m_grid->currentIndex() : m_model->index(0, 0));
            return true;
        }
        if (watched == m_search && key->key() == Qt::Key_Down) {
            m_grid->setFocus();
            if (!m_grid->currentIndex().isValid())
                m_grid->setCurrentIndex(m_model->index(0, 0));
            return true;
        }
        if (watched == m_grid && key->key() == Qt::Key_Up && m_grid->currentIndex().row() < kColumns) {
            m_search->setFocus();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void EmojiPicker::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Tone::Divider));
    painter.setBrush(m_theme.color(Tone::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metric::kRadiusCard, metric::kRadiusCard);
}

} // namespace ui
