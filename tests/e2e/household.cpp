#include "tests/e2e/household.h"

#include "tests/support/stopwatch.h"

#include <QCryptographicHash>
#include <QJsonDocument>

namespace sotto::test {

namespace {

/// Each round is a call on each device: some seconds on a machine that has much else to do.
constexpr int kAgreeMs = 90'000;

bool isQuiet(const Cli& device, const QString& conversation)
{
    const Ran ran = device.run({"history", conversation, "--limit", "100000"});
    return ran.isDone() && !ran.all("state").contains("waiting");
}

} // namespace

// ---- a device that stays -----------------------------------------------------------------------

Follower::Follower(const Cli& device)
    : m_process(device.start({"receive", "--follow"}))
{}

Follower::~Follower()
{
    kill();
}

void Follower::takeLines()
{
    m_rest += m_process->readAllStandardOutput();
    const qsizetype end = m_rest.lastIndexOf('\n') + 1;
    for (const QByteArray& line : m_rest.left(end).split('\n')) {
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (document.isObject()) {
            m_lines.push_back(document.object());
        }
    }
    m_rest.remove(0, end);
}

std::optional<QJsonObject> Follower::await(const std::function<bool(const QJsonObject&)>& isIt,
                                           int mostMs)
{
    const Stopwatch waited;
    while (true) {
        takeLines();
        const auto found = std::find_if(m_lines.begin(), m_lines.end(), isIt);
        if (found != m_lines.end()) {
            QJsonObject out = *found;
            m_lines.erase(found);
            return out;
        }
        const auto left = mostMs - static_cast<int>(waited.elapsedMs());
        if (left <= 0 || !isRunning()) {
            return std::nullopt;
        }
        m_process->waitForReadyRead(left);
    }
}

bool Follower::awaitText(const QString& text)
{
    return await([&](const QJsonObject& line) { return line["text"] == text; }).has_value();
}

bool Follower::isRunning() const
{
    return m_process->state() == QProcess::Running;
}

void Follower::kill()
{
    if (isRunning()) {
        m_process->kill();
        m_process->waitForFinished();
    }
}

// ---- what they hold ----------------------------------------------------------------------------

QStringList textsOf(const Ran& ran)
{
    QStringList out;
    for (const QJsonObject& line : ran.lines) {
        if (line["kind"] == "text") {
            out += line["text"].toString();
        }
    }
    return out;
}

QString digestOf(const Cli& device, const QString& conversation)
{
    const Ran ran = device.run({"history", conversation, "--limit", "100000"});
    if (!ran.isDone()) {
        return ran.errors;
    }
    QCryptographicHash hash(QCryptographicHash::Blake2b_256);
    for (QJsonObject line : ran.lines) {
        line.remove("receivedAt");
        hash.addData(QJsonDocument(line).toJson(QJsonDocument::Compact));
    }
    return hash.result().toHex();
}

QString alarmOf(const Cli& device, const QString& kind)
{
    QStringList found;
    for (const QJsonObject& line : device.run({"alarms"}).lines) {
        if (line["kind"] == kind) {
            found += line["alarm"].toString();
        }
    }
    return found.size() == 1 ? found.front() : QString();
}

QStringList devicesOf(const Cli& device)
{
    return device.run({"devices"}).all("name");
}

bool eventually(const std::function<bool()>& holds)
{
    const Stopwatch waited;
    while (!holds()) {
        if (waited.elapsedMs() > kAgreeMs) {
            return false;
        }
    }
    return true;
}

// ---- the household -----------------------------------------------------------------------------

Household::Household(int count)
    : devices{world.person("Alice")}
    , bob(world.person("Bob"))
    , m_trouble(begin(count))
{}

QByteArray Household::begin(int count)
{
    id = first().run({"whoami"}).only("id");
    words = first().run({"phrase"}).only("words").toUtf8();
    if (!World::introduce(first(), bob)) {
        return "Alice and Bob did not meet";
    }
    for (int number = 2; number <= count; ++number) {
        const QString name = "Device " + QString::number(number);
        devices.push_back(world.stranger(name.toUtf8()));
        const Ran linked = link(devices.back(), words, name);
        if (!linked.isDone()) {
            return linked.errors;
        }
        QString alarm;
        if (!eventually([&] { return !(alarm = alarmOf(first(), "device-added")).isEmpty(); })) {
            return "no alarm of " + name.toUtf8();
        }
        const Ran answered = first().run({"answer", alarm, "me"});
        if (!answered.isDone()) {
            return answered.errors;
        }
    }
    return agree() ? QByteArray() : QByteArray("the devices do not agree");
}

Ran Household::link(const Cli& device, const QByteArray& typed, const QString& name) const
{
    return device.run({"link", "--relay", world.relay(), "--name", name}, typed);
}

bool Household::agree(const std::vector<Cli>& all) const
{
    return eventually([&] {
        bool isDone = bob.run({"receive"}).isDone();
        for (const Cli& device : all) {
            isDone = device.run({"receive"}).isDone() && isDone;
        }
        isDone = isDone && isQuiet(bob, "Alice");
        const QString digest = digestOf(all.front(), "Bob");
        for (const Cli& device : all) {
            isDone = isDone && isQuiet(device, "Bob") && digestOf(device, "Bob") == digest;
        }
        return isDone;
    });
}

} // namespace sotto::test
