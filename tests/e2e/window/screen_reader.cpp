#include "tests/e2e/window/screen_reader.h"

#include <QDBusArgument>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusReply>
#include <QDBusVariant>
#include <QUuid>

namespace sotto::test {

namespace {

constexpr int kPatienceMs = 60'000;
/// Deeper than any page; a tree that leads back into itself ends here.
constexpr int kDepthMax = 60;

const QString kRoot = QStringLiteral("/org/a11y/atspi/accessible/root");
const QString kAccessible = QStringLiteral("org.a11y.atspi.Accessible");
const QString kComponent = QStringLiteral("org.a11y.atspi.Component");
const QString kText = QStringLiteral("org.a11y.atspi.Text");
const QString kProperties = QStringLiteral("org.freedesktop.DBus.Properties");

// Bits of AT-SPI's set of states.
constexpr int kEnabled = 8;
constexpr int kFocused = 12;
constexpr int kShowing = 25;

} // namespace

ScreenReader::ScreenReader(const QString& busAddress)
    : m_name(QUuid::createUuid().toString())
    , m_bus(QDBusConnection::connectToBus(busAddress, m_name))
{}

ScreenReader::~ScreenReader()
{
    QDBusConnection::disconnectFromBus(m_name);
}

void ScreenReader::lookAt(qint64 process)
{
    m_process = process;
    m_program.clear();
}

QString ScreenReader::program() const
{
    if (!m_program.isEmpty()) {
        return m_program;
    }
    const QStringList names = m_bus.interface()->registeredServiceNames().value();
    for (const QString& name : names) {
        if (!name.startsWith(u':') || m_bus.interface()->servicePid(name).value() != m_process) {
            continue;
        }
        // It may have other connections, for other things.
        const QDBusReply<QDBusVariant> children = m_bus.call(
            QDBusMessage::createMethodCall(name, kRoot, kProperties, QStringLiteral("Get"))
            << kAccessible << QStringLiteral("ChildCount"));
        if (children.isValid()) {
            m_program = name;
            break;
        }
    }
    return m_program;
}

quint64 ScreenReader::states(const QString& program, const QString& path) const
{
    const QDBusMessage answer = m_bus.call(
        QDBusMessage::createMethodCall(program, path, kAccessible, QStringLiteral("GetState")),
        QDBus::Block, kPatienceMs);
    const auto bits = qdbus_cast<QList<quint32>>(answer.arguments().value(0));
    return bits.size() < 2 ? 0 : bits[0] | static_cast<quint64>(bits[1]) << 32U;
}

bool ScreenReader::walkFrom(const QString& program, const QString& path, int depth,
                            const std::function<bool(const Spoken&, int depth)>& visit) const
{
    const auto call = [&](const QString& interface, const char* method) {
        return QDBusMessage::createMethodCall(program, path, interface, QLatin1StringView(method));
    };
    const auto blocking = [&](const QDBusMessage& message) {
        return m_bus.call(message, QDBus::Block, kPatienceMs);
    };
    if (depth > kDepthMax) {
        return false;
    }
    if (depth > 0) {
        if ((states(program, path) >> kShowing & 1U) == 0) {
            return false;
        }
        const QDBusReply<quint32> role = blocking(call(kAccessible, "GetRole"));
        const QDBusReply<QDBusVariant> name =
            blocking(call(kProperties, "Get") << kAccessible << QStringLiteral("Name"));
        if (visit({path, role.value(), name.value().variant().toString()}, depth)) {
            return true;
        }
    }
    const QDBusMessage children = blocking(call(kAccessible, "GetChildren"));
    if (children.type() != QDBusMessage::ReplyMessage) {
        return false; // it went away meanwhile
    }
    QStringList paths;
    const auto list = children.arguments().value(0).value<QDBusArgument>();
    list.beginArray();
    while (!list.atEnd()) {
        QString of;
        QDBusObjectPath child;
        list.beginStructure();
        list >> of >> child;
        list.endStructure();
        paths.append(child.path());
    }
    list.endArray();
    return std::any_of(paths.cbegin(), paths.cend(), [&](const QString& child) {
        return walkFrom(program, child, depth + 1, visit);
    });
}

bool ScreenReader::walk(const std::function<bool(const Spoken&, int depth)>& visit) const
{
    const QString name = program();
    return !name.isEmpty() && walkFrom(name, kRoot, 0, visit);
}

std::optional<Spoken> ScreenReader::find(Spoken::Role role, const Choice& choice) const
{
    std::optional<Spoken> found;
    walk([&](const Spoken& item, int) {
        if ((role == Spoken::Any || item.role == role) && choice(item.name)) {
            found = item;
        }
        return found.has_value();
    });
    return found;
}

QRect ScreenReader::place(const Spoken& item) const
{
    constexpr quint32 kOnScreen = 0;
    const QDBusMessage answer =
        m_bus.call(QDBusMessage::createMethodCall(program(), item.path, kComponent,
                                                  QStringLiteral("GetExtents"))
                       << kOnScreen,
                   QDBus::Block, kPatienceMs);
    if (answer.type() != QDBusMessage::ReplyMessage) {
        return {};
    }
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    const auto rectangle = answer.arguments().value(0).value<QDBusArgument>();
    rectangle.beginStructure();
    rectangle >> x >> y >> width >> height;
    rectangle.endStructure();
    return {x, y, width, height};
}

QString ScreenReader::textOf(const Spoken& item) const
{
    const QDBusReply<QString> answer = m_bus.call(
        QDBusMessage::createMethodCall(program(), item.path, kText, QStringLiteral("GetText"))
            << 0 << -1,
        QDBus::Block, kPatienceMs);
    // Qt tells the ends of lines as it keeps them.
    return answer.value()
        .replace(QChar::ParagraphSeparator, u'\n')
        .replace(QChar::LineSeparator, u'\n');
}

bool ScreenReader::has(const Spoken& item, int state) const
{
    return (states(program(), item.path) >> static_cast<unsigned>(state) & 1U) != 0;
}

bool ScreenReader::isFocused(const Spoken& item) const
{
    return has(item, kFocused);
}

bool ScreenReader::isEnabled(const Spoken& item) const
{
    return has(item, kEnabled);
}

QString ScreenReader::all() const
{
    QString out;
    walk([&](const Spoken& item, int depth) {
        const QRect at = place(item);
        out += QString(2 * depth, u' ') + QString::number(item.role) + u' ' + item.name +
               (isFocused(item) ? QStringLiteral(" (focused)") : QString()) +
               (item.role == Spoken::Text ? u'=' + textOf(item) : QString()) +
               QStringLiteral(" %1,%2 %3x%4\n")
                   .arg(at.x())
                   .arg(at.y())
                   .arg(at.width())
                   .arg(at.height());
        return false;
    });
    return out;
}

} // namespace sotto::test
