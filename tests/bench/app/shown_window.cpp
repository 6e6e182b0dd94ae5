#include "tests/bench/app/shown_window.h"

#include "app/viewmodels/picture_provider.h"
#include "tests/bench/app/two_people.h"

#include <stdexcept>

#include <QCoreApplication>
#include <QKeyEvent>
#include <QQuickItem>
#include <QQuickWindow>

namespace sotto::bench {

namespace {

QQuickItem* findList(QQuickItem* item, const QAbstractItemModel* model)
{
    if (item->inherits("QQuickListView") &&
        item->property("model").value<QObject*>() == static_cast<const QObject*>(model)) {
        return item;
    }
    for (QQuickItem* child : item->childItems()) {
        if (QQuickItem* const found = findList(child, model)) {
            return found;
        }
    }
    return nullptr;
}

QQuickItem* findTextArea(QQuickItem* item)
{
    if (item->inherits("QQuickTextArea")) {
        return item;
    }
    for (QQuickItem* child : item->childItems()) {
        if (QQuickItem* const found = findTextArea(child)) {
            return found;
        }
    }
    return nullptr;
}

} // namespace

ShownWindow::ShownWindow(const std::filesystem::path& folder)
    : m_environment{m_random, m_clock, {}}
{
    viewmodels::AppOptions options{.environment = m_environment, .folder = folder};
    options.version = QStringLiteral("0");
    m_app = std::make_unique<viewmodels::App>(std::move(options));
    m_app->open();
    m_engine = std::make_unique<QQmlApplicationEngine>();
    m_engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
    m_engine->addImageProvider(QStringLiteral("picture"), m_app->makePictureProvider());
    m_engine->load(QUrl(QStringLiteral("qrc:/qt/qml/Sotto/Pages/Main.qml")));
    if (m_engine->rootObjects().isEmpty()) {
        throw std::runtime_error("no window");
    }
    m_window = qobject_cast<QQuickWindow*>(m_engine->rootObjects().constFirst());
    m_frames = std::make_unique<FrameLog>(*m_window);
    m_frames->expect([this] { return m_app->conversations()->loaded(); });
    m_window->show();
    m_window->requestActivate();
}

ShownWindow::~ShownWindow()
{
    m_frames.reset();
    m_engine.reset();
    m_app->close();
}

storage::RowId ShownWindow::onlyPerson() const
{
    using List = viewmodels::ConversationListModel;
    const List& list = *m_app->conversations();
    for (int row = 0; row < list.count(); ++row) {
        const QModelIndex at = list.index(row);
        if (!list.data(at, List::IsNotesRole).toBool()) {
            return list.data(at, List::ConversationIdRole).toLongLong();
        }
    }
    throw std::runtime_error("nobody to write to");
}

QQuickItem* ShownWindow::messageList() const
{
    return m_app->current() ? findList(m_window->contentItem(), m_app->current()->messages())
                            : nullptr;
}

QQuickItem* ShownWindow::newestRow() const
{
    QQuickItem* const list = messageList();
    if (list == nullptr || m_app->current()->messages()->hasNewer()) {
        return nullptr;
    }
    QQuickItem* row = nullptr;
    QMetaObject::invokeMethod(list, "itemAtIndex", Q_RETURN_ARG(QQuickItem*, row), Q_ARG(int, 0));
    if (row == nullptr) {
        return nullptr;
    }
    const QRectF place = row->mapRectToItem(list, row->boundingRect());
    return list->boundingRect().intersects(place) ? row : nullptr;
}

void ShownWindow::activate()
{
    QQuickItem* const field = findTextArea(m_window->contentItem());
    if (field == nullptr) {
        throw std::runtime_error("there is nowhere to write");
    }
    m_window->requestActivate();
    field->forceActiveFocus();
    waitFor("the keyboard", [field] { return field->hasActiveFocus(); });
}

void ShownWindow::press(Qt::Key key, const QString& text)
{
    for (const QEvent::Type type : {QEvent::KeyPress, QEvent::KeyRelease}) {
        QKeyEvent event(type, key, Qt::NoModifier, text);
        QCoreApplication::sendEvent(m_window, &event);
    }
}

void ShownWindow::flick(double speed)
{
    QQuickItem* const list = messageList();
    if (list->property("maximumFlickVelocity").toDouble() < std::abs(speed)) {
        list->setProperty("maximumFlickVelocity", std::abs(speed));
    }
    constexpr double kStillFast = 0.9;
    if (std::abs(list->property("verticalVelocity").toDouble()) < kStillFast * std::abs(speed)) {
        QMetaObject::invokeMethod(list, "flick", Q_ARG(qreal, 0), Q_ARG(qreal, speed));
    }
}

bool ShownWindow::isWaitingForRows() const
{
    const QQuickItem* const list = messageList();
    return list->property("atYBeginning").toBool() && m_app->current()->messages()->hasOlder();
}

} // namespace sotto::bench
