// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_window.h"

#include "ui/about/about_page.h"
#include "ui/connection/connection_page.h"
#include "ui/devices/devices_page.h"
#include "ui/settings/account_page.h"
#include "ui/settings/advanced_page.h"
#include "ui/settings/appearance_page.h"
#include "ui/settings/notifications_page.h"
#include "ui/settings/preferences.h"
#include "ui/settings/privacy_page.h"
#include "ui/settings/settings_sidebar.h"
#include "ui/settings/shortcuts_page.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kSidebar = 220;
constexpr int kMargin = 8;
constexpr QSize kFirstSize{1000, 700};

class VerticalLine final : public QWidget
{
public:
    VerticalLine(const Theme &theme, QWidget *parent)
        : QWidget(parent)
        , m_line(new ui::Panel(theme, Tone::Divider, this))
    {
        setFixedWidth(1);
    }

protected:
    void resizeEvent(QResizeEvent *) override { m_line->setGeometry(rect()); }

private:
    QWidget *m_line;
};

} // namespace

SettingsWindow::SettingsWindow(const Parts &parts, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_preferences(parts.preferences)
    , m_sidebar(new SettingsSidebar(parts.theme))
    , m_pages(new QStackedWidget)
{
    setObjectName(u"settingsWindow"_s);
    setWindowTitle(tr("Settings"));
    const Theme &theme = parts.theme;

    auto *account = new AccountPage(theme, parts.avatars, parts.accounts);
    auto *advanced = new AdvancedPage(theme, parts.preferences, parts.logDirectory, parts.traceFile);
    // In the order of Page.
    const auto add = [this](Icon icon, const QString &name, QWidget *page) {
        m_sidebar->addPage(icon, name);
        m_pages->addWidget(page);
    };
    add(Icon::User, tr("Account"), account);
    add(Icon::Laptop, tr("Linked devices"), new DevicesPage(theme, parts.accounts, parts.linking));
    add(Icon::Bell, tr("Notifications"), new NotificationsPage(theme, parts.preferences, parts.notifications));
    add(Icon::Sun, tr("Appearance"), new AppearancePage(theme, parts.preferences));
    add(Icon::Shield, tr("Privacy"), new PrivacyPage(theme, parts.settings));
    add(Icon::Net, tr("Connection"), new ConnectionPage(theme, parts.accounts, parts.settings));
    add(Icon::Keyboard, tr("Shortcuts"), new ShortcutsPage(theme, parts.shortcuts));
    add(Icon::Menu, tr("Advanced"), advanced);
    add(Icon::Info, tr("About"), new AboutPage(theme));
    connect(account, &AccountPage::addAccountRequested, this, &SettingsWindow::addAccountRequested);
    connect(account, &AccountPage::passwordRequested, this, &SettingsWindow::passwordRequested);
    connect(advanced, &AdvancedPage::xmlConsoleRequested, this, &SettingsWindow::xmlConsoleRequested);
    connect(m_sidebar, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);

    auto *side = new ui::Panel(theme, Tone::Surface);
    m_side = side;
    m_title = new TextLabel(theme, Type::Title, Tone::Text, tr("Settings"), side);
    m_title->setContentsMargins(10, 6, 10, 12);
    connect(&theme, &Theme::changed, this, &SettingsWindow::fitSidebar);
    auto *sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(kMargin, 12, kMargin, 8);
    sideLayout->setSpacing(0);
    sideLayout->addWidget(m_title);
    sideLayout->addWidget(m_sidebar, 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(side);
    layout->addWidget(new VerticalLine(theme, this));
    layout->addWidget(m_pages, 1);

    if (!restoreGeometry(m_preferences.windowState(objectName())))
        resize(kFirstSize);
    m_sidebar->setCurrentRow(0);
    fitSidebar();
}

SettingsWindow::~SettingsWindow() = default;

void SettingsWindow::open(Page page)
{
    m_sidebar->setCurrentRow(int(page));
    show();
    raise();
    activateWindow();
    m_sidebar->setFocus();
}

SettingsWindow::Page SettingsWindow::page() const
{
    return Page(m_sidebar->currentRow());
}

void SettingsWindow::fitSidebar()
{
    const bool compact = width() < metric::kNarrow;
    m_sidebar->setCompact(compact);
    m_title->setVisible(!compact);
    m_side->setFixedWidth(qMax(compact ? 0 : kSidebar, m_sidebar->widthNeeded() + 2 * kMargin));
}

void SettingsWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitSidebar();
}

void SettingsWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

void SettingsWindow::hideEvent(QHideEvent *event)
{
    m_preferences.setWindowState(objectName(), saveGeometry());
    QWidget::hideEvent(event);
}

} // namespace ui
