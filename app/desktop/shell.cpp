#include "app/desktop/shell.h"

#include "app/desktop/bus_memory.h"
#include "app/desktop/preset_relay.h"
#include "app/desktop/words_printing.h"
#include "app/viewmodels/picture_provider.h"

#include <QApplication>
#include <QDBusConnection>
#include <QFile>
#include <QLoggingCategory>
#include <QQuickWindow>
#include <QTimer>

namespace sotto::desktop {

namespace {

/// After that the rest is made anyway: a window that is covered gets no frames.
constexpr int kPageMsMax = 5'000;
/// For what was under way over the bus when the window was locked.
constexpr int kLastQuestionsMs = 1'000;

/// Off unless asked for: QT_LOGGING_RULES=sotto.start.debug=true. The benchmark of the start waits
/// for it.
Q_LOGGING_CATEGORY(kStartLog, "sotto.start", QtWarningMsg)

} // namespace

Shell::Shell(const CommandLine& line, const ProfileFolder& profile, SingleInstance& instance)
    : m_line(line)
    , m_profile(profile)
    , m_instance(instance)
    , m_environment{m_random, m_clock, {}}
    , m_autostart(Autostart::folder(), QApplication::applicationFilePath(), line.profile)
{
    connect(&m_instance, &SingleInstance::requested, this, &Shell::onRequest);
}

Shell::~Shell()
{
    m_tray.reset();
    m_workspace.reset();
    m_engine.reset(); // what shows the app goes first
    if (m_app) {
        m_app->close();
    }
}

viewmodels::AppOptions Shell::options()
{
    viewmodels::AppOptions out{.environment = m_environment,
                               .folder = m_profile.path.toStdString(),
                               .profileName = m_profile.name,
                               .version = QApplication::applicationVersion(),
                               .defaultRelay = presetRelay(),
                               .keychain = m_keychain.get(),
                               .openUrl = {},
                               .captureScreens = {},
                               .autostart = [this] { return m_autostart.isOn(); },
                               .setAutostart = [this](bool on) { return m_autostart.set(on); }};
    out.captureScreens = [this](std::function<void(const QList<QImage>&)> done) {
        if (!m_screens) {
            m_screens = std::make_unique<ScreenCapture>(QDBusConnection::sessionBus());
        }
        m_screens->capture(
            [done = std::move(done)](CaptureStatus, const QList<QImage>& images) { done(images); });
    };
    return out;
}

bool Shell::start()
{
    m_keychain =
        std::make_unique<keychain::SystemKeychain>(QString::fromLatin1(keychain::kKeychainService));
    m_app = std::make_unique<viewmodels::App>(options());
    m_app->open();
    m_engine = std::make_unique<QQmlApplicationEngine>();
    m_engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
    m_engine->addImageProvider(QStringLiteral("picture"), m_app->makePictureProvider());
    m_engine->load(QUrl(QStringLiteral("qrc:/qt/qml/Sotto/Pages/Main.qml")));
    if (QFile::exists(m_profile.path + QStringLiteral("/sotto.db"))) {
        // What the page after the opening is made of is read meanwhile, on the engine's thread.
        m_workspace = std::make_unique<QQmlComponent>(
            m_engine.get(), QUrl(QStringLiteral("qrc:/qt/qml/Sotto/Pages/Workspace.qml")),
            QQmlComponent::Asynchronous);
    }
    m_window = m_engine->rootObjects().isEmpty()
                   ? nullptr
                   : qobject_cast<QQuickWindow*>(m_engine->rootObjects().constFirst());
    if (m_window == nullptr) {
        return false;
    }
    if (m_line.isQuiet) {
        // Without a window there is no frame to wait for.
        QMetaObject::invokeMethod(this, &Shell::afterFirstPage, Qt::QueuedConnection);
    } else {
        // While a frame takes over what the pages hold, this thread stands still.
        connect(
            m_window, &QQuickWindow::afterSynchronizing, this, [this] { m_showsPage = hasPage(); },
            Qt::DirectConnection);
        connect(m_window, &QQuickWindow::frameSwapped, this, &Shell::onFrame, Qt::QueuedConnection);
        connect(m_app.get(), &viewmodels::App::locked, this, &Shell::onLocked);
        QTimer::singleShot(kPageMsMax, this, &Shell::afterFirstPage);
        m_window->show();
    }
    if (!m_line.link.isEmpty()) {
        m_app->openFromOutside(m_line.link);
    }
    return true;
}

bool Shell::hasPage() const
{
    using Stage = viewmodels::App::Stage;
    return m_app->stage() == Stage::Ready ? m_app->conversations()->loaded()
                                          : m_app->stage() != Stage::Starting;
}

void Shell::onFrame()
{
    if (m_showsPage) {
        afterFirstPage();
    }
}

void Shell::afterFirstPage()
{
    if (std::exchange(m_isUsable, true)) {
        return;
    }
    qCDebug(kStartLog, "usable");
    disconnect(m_window, &QQuickWindow::afterSynchronizing, this, nullptr);
    disconnect(m_window, &QQuickWindow::frameSwapped, this, nullptr);
    const QDBusConnection bus = QDBusConnection::sessionBus();
    m_notifications = std::make_unique<Notifications>(bus);
    // What may be shown is decided where notifications are made.
    m_notifications->setContent(NotificationContent::Shown);
    connect(m_app.get(), &viewmodels::App::notify, this,
            [this](qint64 conversation, const QString& title, const QString& text) {
                m_notifications->show(QString::number(conversation), title, text);
            });
    connect(m_app.get(), &viewmodels::App::notifyWithdrawn, this, [this](qint64 conversation) {
        m_notifications->withdraw(QString::number(conversation));
    });
    connect(m_notifications.get(), &Notifications::activated, this,
            [this](const QString& conversation, const QByteArray& token) {
                m_app->openConversation(conversation.toLongLong());
                raise(token);
            });
    connect(m_app->words(), &viewmodels::TwelveWords::printAsked, this,
            [this] { printWords(m_app->words()->words(), m_app->words()->relay()); });
    m_session = std::make_unique<SessionEvents>(bus, QDBusConnection::systemBus());
    connect(m_session.get(), &SessionEvents::lockNow, this, [this] { m_app->appLock()->lock(); });
    connect(m_app->settings(), &viewmodels::Settings::changed, this, &Shell::makeTray);
    for (const auto signal :
         {&viewmodels::App::unreadTotalChanged, &viewmodels::App::stageChanged}) {
        connect(m_app.get(), signal, this, &Shell::updateTray);
    }
    connect(m_window, &QWindow::visibleChanged, this, &Shell::updateTray);
    makeTray();
}

void Shell::makeTray()
{
    const bool wanted = m_app->settings()->tray() && TrayIcon::isAvailable();
    QApplication::setQuitOnLastWindowClosed(!wanted);
    if (wanted == (m_tray != nullptr)) {
        return;
    }
    m_tray.reset();
    if (!wanted) {
        if (!m_window->isVisible()) {
            m_window->show(); // nothing else would bring it back
        }
        return;
    }
    m_tray = std::make_unique<TrayIcon>();
    connect(m_tray.get(), &TrayIcon::toggleWindowRequested, this, [this] {
        if (m_window->isVisible()) {
            m_window->hide();
        } else {
            raise({});
        }
    });
    connect(m_tray.get(), &TrayIcon::lockRequested, this, [this] { m_app->appLock()->lock(); });
    connect(m_tray.get(), &TrayIcon::quitRequested, this, &QApplication::quit);
    updateTray();
}

void Shell::updateTray()
{
    if (!m_tray) {
        return;
    }
    using Stage = viewmodels::App::Stage;
    const Stage stage = m_app->stage();
    m_tray->setState({.unread = m_app->unreadTotal(),
                      .isLocked = stage == Stage::Locked || stage == Stage::Unlock,
                      .isWindowShown = m_window->isVisible(),
                      .isLockable = stage == Stage::Ready && m_app->appLock()->canLock()});
}

void Shell::onRequest(const InstanceRequest& request)
{
    if (!request.link.isEmpty()) {
        m_app->openFromOutside(request.link);
    }
    if (!request.isQuiet) {
        raise(request.activationToken);
    }
}

void Shell::raise(const QByteArray& activationToken)
{
    if (!activationToken.isEmpty()) {
        qputenv("XDG_ACTIVATION_TOKEN", activationToken);
    }
    m_window->show();
    if (m_window->windowStates().testFlag(Qt::WindowMinimized)) {
        m_window->setWindowStates(m_window->windowStates() & ~Qt::WindowMinimized);
    }
    m_window->raise();
    m_window->requestActivate();
}

void Shell::onLocked()
{
    if (m_notifications) {
        m_notifications->withdrawAll();
    }
    forgetPages();
    // Once more when the pages are deleted, which comes after this: until then they hold strings.
    QMetaObject::invokeMethod(this, &Shell::forgetPages, Qt::QueuedConnection);
    // A reader of the screen may still have asked for what it showed.
    QTimer::singleShot(kLastQuestionsMs, this, &Shell::forgetPages);
}

void Shell::forgetPages()
{
    m_engine->collectGarbage();
    m_engine->trimComponentCache();
    m_window->releaseResources();
    overwriteFreedBusMessages();
}

} // namespace sotto::desktop
