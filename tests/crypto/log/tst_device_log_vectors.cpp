// Replays tests/vectors/device_log.json; SOTTO_WRITE_VECTORS=1 writes it anew.
#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "tests/crypto/log/full_world.h"
#endif
#include "tests/support/vector_file.h"

#include <QTest>

using namespace sotto::crypto;
using sotto::test::Device;
using sotto::test::hex;
using sotto::test::LogWorld;
using sotto::test::unhex;

namespace {

QString nameOf(LogErrorKind kind)
{
    static const char* const names[] = {
        "Malformed",       "Empty",           "TooManyEntries",  "NotGenesis",      "WrongAccount",
        "WrongSequence",   "WrongPrevious",   "UnknownAuthor",   "AuthorNotActive", "BadSignature",
        "BadPossession",   "KeyReused",       "UnknownTarget",   "WrongStatus",     "NotPermitted",
        "SuspensionSpent", "AlreadyPending",  "UnknownProposal", "BadStamp",        "TooEarly",
        "TooManyDevices",  "WrongGeneration", "LastWayBack"};
    return QString::fromLatin1(names[static_cast<std::size_t>(kind)]);
}

QJsonObject describe(const LogState& state)
{
    static const char* const statuses[] = {"active", "suspended", "removed", "left"};
    QJsonArray devices;
    for (const auto& device : state.devices) {
        devices.append(QJsonObject{
            {"id", hex(device.id)},
            {"signing", hex(device.keys.signing)},
            {"generation", static_cast<qint64>(device.generation)},
            {"standing", device.hasStanding()
                             ? QJsonValue(static_cast<qint64>(*device.standingSince))
                             : QJsonValue()},
            {"status", QString::fromLatin1(statuses[static_cast<std::size_t>(device.status)])}});
    }
    QJsonArray pending;
    for (const auto& change : state.pending) {
        pending.append(hex(change.proposal));
    }
    return {{"head", hex(state.head)},
            {"recovery", hex(state.recovery)},
            {"provisional", state.recoveryIsProvisional},
            {"verification_cleared", static_cast<qint64>(state.verificationCleared)},
            {"devices", devices},
            {"pending", pending}};
}

QJsonObject negative(const QString& name, std::size_t after, ByteView entry, LogErrorKind expect)
{
    return {{"name", name},
            {"after", static_cast<qint64>(after)},
            {"entry", hex(entry)},
            {"expect", nameOf(expect)}};
}

/// An entry signed as it stands, whatever the rules say of it.
Bytes forge(const LogWorld& w, const DeviceLog& log, bool byPhrase, EntryBody body)
{
    EntryStatement statement;
    statement.account = log.account();
    statement.sequence = log.state().nextSequence;
    statement.previous = log.head();
    statement.byRecovery = byPhrase;
    if (!byPhrase) {
        statement.byDevice = w.elder.id;
    }
    statement.body = std::move(body);
    const Bytes signedBytes = statement.serialize();
    Bytes out = signedBytes;
    append(out, byPhrase ? signAsRecovery(w.phrase, signedBytes)
                         : signAsDevice(w.elder.keys.signing(), signedBytes));
    return out;
}

/// A refresh of the elder, which proves what it names.
Bytes forgeRefresh(LogWorld& w, std::uint32_t generation, bool byPhraseToo)
{
    const DeviceKeys fresh = DeviceKeys::generate(w.random);
    EntryStatement statement;
    statement.account = w.log.account();
    statement.sequence = w.log.state().nextSequence;
    statement.previous = w.log.head();
    statement.byRecovery = byPhraseToo;
    statement.byDevice = w.elder.id;
    statement.body = RefreshBody{generation, fresh.publicKeys()};
    const Bytes signedBytes = statement.serialize();
    Bytes out = signedBytes;
    if (byPhraseToo) {
        append(out, signAsRecovery(w.phrase, signedBytes));
    }
    append(out, signAsDevice(w.elder.keys.signing(), signedBytes));
    append(out, proveSigning(fresh.signing(), signedBytes));
    append(out, fresh.identity().provePossession(signedBytes));
    return out;
}

QJsonArray makeNegatives(LogWorld& w)
{
    QJsonArray out;
    const auto& entries = w.log.entries();
    const std::size_t end = entries.size();
    for (std::size_t i = 0; i < end; ++i) {
        Bytes bad = entries[i].bytes();
        bad.back() ^= 1;
        const auto kind = judge(w.log.stateBefore(i), *LogEntry::parse(bad)).error();
        out.append(negative(QString("last byte of entry %1 changed").arg(i), i, bad, kind));
    }
    out.append(negative("entry again", end, entries.back().bytes(), LogErrorKind::WrongSequence));
    out.append(negative("second genesis", end, entries[0].bytes(), LogErrorKind::NotGenesis));
    out.append(
        negative("cut short", 1, ByteView(entries[1].bytes()).first(100), LogErrorKind::Malformed));
    const auto elder = w.elder.id;
    out.append(negative("phrase alone removes at once", end,
                        forge(w, w.log, true, RemoveDeviceBody{elder}),
                        LogErrorKind::NotPermitted));
    out.append(negative("phrase alone suspends", end, forge(w, w.log, true, SuspendBody{elder}),
                        LogErrorKind::NotPermitted));
    out.append(negative("phrase alone sets the policy", end,
                        forge(w, w.log, true, SetPolicyBody{NewDevicePolicy::AtOnce}),
                        LogErrorKind::NotPermitted));
    out.append(negative("device confirms itself", end, forge(w, w.log, false, ConfirmBody{elder}),
                        LogErrorKind::WrongStatus));
    out.append(negative("veto of nothing", end, forge(w, w.log, false, VetoBody{}),
                        LogErrorKind::UnknownProposal));
    out.append(negative("unknown target", end, forge(w, w.log, false, SuspendBody{}),
                        LogErrorKind::UnknownTarget));
    out.append(negative("phrase alone names the stamp relays", end,
                        forge(w, w.log, true, SetStampRelaysBody{}), LogErrorKind::NotPermitted));
    const ByteView first[] = {entries[0].bytes()};
    out.append(negative("only active device leaves before a phrase exists", 1,
                        forge(w, *DeviceLog::verify(first), false, LeaveBody{}),
                        LogErrorKind::LastWayBack));
    out.append(negative("refresh skips a generation", end, forgeRefresh(w, 2, false),
                        LogErrorKind::WrongGeneration));
    out.append(negative("refresh of the generation that is in force", end,
                        forgeRefresh(w, 0, false), LogErrorKind::WrongGeneration));
    out.append(negative("refresh by device and phrase", end, forgeRefresh(w, 1, true),
                        LogErrorKind::NotPermitted));
    // The commit of the log with its stamps one second too close.
    for (std::size_t i = 0; i < end; ++i) {
        const auto* commit = std::get_if<CommitBody>(&entries[i].statement().body);
        if (commit == nullptr) {
            continue;
        }
        EntryStatement early = entries[i].statement();
        auto& body = std::get<CommitBody>(early.body);
        body.commitStamp = w.stamp(commitSubject(early), 14, 0);
        body.commitStamp = Stamp::make(w.relay, Hash(commitSubject(early).view()),
                                       Timestamp{body.commitStamp.time.seconds - 1});
        out.append(QJsonObject{{"name", "stamps one second short of 14 days"},
                               {"statement", hex(early.serialize())},
                               {"commit_subject", hex(commitSubject(early))},
                               {"after", static_cast<qint64>(i)},
                               {"expect", nameOf(LogErrorKind::TooEarly)}});
    }
    return out;
}

QJsonArray describeEntries(const DeviceLog& log)
{
    QJsonArray entries;
    for (std::size_t i = 0; i < log.entries().size(); ++i) {
        const auto& entry = log.entries()[i];
        QJsonObject out{{"kind", static_cast<qint64>(entry.statement().body.index() + 1)},
                        {"signed_bytes", static_cast<qint64>(entry.signedBytes().size())},
                        {"entry", hex(entry.bytes())},
                        {"state", describe(log.stateBefore(i + 1))}};
        if (std::holds_alternative<CommitBody>(entry.statement().body)) {
            out["commit_subject"] = hex(commitSubject(entry.statement()));
        }
        entries.append(out);
    }
    return entries;
}

QJsonObject fork(const QString& name, const LogWorld& w, const LogBuilder::Built& sibling)
{
    const ByteView one[] = {sibling->bytes()};
    const auto proof = detectFork(w.log, one);
    return {{"name", name},
            {"sibling", hex(sibling->bytes())},
            {"proof", hex(proof->serialize())},
            {"stops_sending", proof->stopsSending(w.log)}};
}

/// A phrase with a stolen younger device takes the account while its elder is away; a third device
/// was removed before. Then the forks that each of them can sign.
QJsonObject makeTakeover()
{
    LogWorld w(101);
    bool ok = w.publishPhrase();
    const Device stolen = w.addByBoth(w.elder);
    const Device third = w.addByBoth(w.elder);
    const DeviceLog early = w.log;
    ok = ok && w.take(w.build().removeDevice(w.byBoth(w.elder), third.id));
    const auto proposal = w.build().proposeRemoval(w.byBoth(stolen), w.elder.id);
    ok = ok && w.take(proposal) && w.take(w.commit(w.byBoth(stolen), proposal->hash(), 14));
    if (!ok) {
        qFatal("takeover");
    }
    const LogBuilder build(early, Timestamp{sotto::test::kStart});
    return {{"random_seed", 101},
            {"entries", describeEntries(w.log)},
            {"forks", QJsonArray{fork("by an active device", w, build.leave(w.by(stolen))),
                                 fork("by a removed device", w, build.leave(w.by(third))),
                                 fork("by the phrase in force and a removed device", w,
                                      build.setPolicy(w.byBoth(third), NewDevicePolicy::AtOnce))}}};
}

QJsonObject makeVectors()
{
    const auto w = sotto::test::makeFullWorld();
    return {{"construction", "device log, PROTOCOL.md section 3"},
            {"random_seed", 100},
            {"account", hex(w->log.account())},
            {"entries", describeEntries(w->log)},
            {"negatives", makeNegatives(*w)},
            {"takeover", makeTakeover()}};
}

/// The log that @p entries make; nothing if one of them does not lead to its state.
std::optional<DeviceLog> replay(const QJsonArray& entries)
{
    std::optional<DeviceLog> log;
    for (const QJsonValue item : entries) {
        const QJsonObject value = item.toObject();
        const Bytes entry = unhex(value["entry"]);
        const ByteView one[] = {entry};
        if (!log) {
            log = *DeviceLog::verify(one);
        } else if (!log->extend(one)) {
            return std::nullopt;
        }
        if (describe(log->state()) != value["state"].toObject()) {
            return std::nullopt;
        }
    }
    return log;
}

} // namespace

class TestDeviceLogVectors : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(initialize());
        sotto::test::VectorFile file(QStringLiteral("device_log"));
        QVERIFY(file.compareOrWrite(makeVectors()));
        m_vectors = file.content();
        QVERIFY(!m_vectors["entries"].toArray().isEmpty());
    }

    void everyEntryLeadsToItsState()
    {
        const auto log = replay(m_vectors["entries"].toArray());
        QVERIFY(log);
        QCOMPARE(hex(log->account()), m_vectors["account"].toString());
    }

    void aTakeoverClearsTheMarkAndForksStopAsTheySay()
    {
        const QJsonObject takeover = m_vectors["takeover"].toObject();
        const auto log = replay(takeover["entries"].toArray());
        QVERIFY(log);
        QCOMPARE(log->state().verificationCleared, 1U);
        const QJsonArray forks = takeover["forks"].toArray();
        QCOMPARE(forks.size(), 3);
        for (const QJsonValue item : forks) {
            const QJsonObject value = item.toObject();
            const Bytes sibling = unhex(value["sibling"]);
            const ByteView one[] = {sibling};
            const auto found = detectFork(*log, one);
            QVERIFY(found);
            QCOMPARE(hex(found->serialize()), value["proof"].toString());
            QCOMPARE(found->stopsSending(*log), value["stops_sending"].toBool());
        }
    }

    void negativesFailAsTheySay()
    {
        std::vector<Bytes> entries;
        for (const QJsonValue item : m_vectors["entries"].toArray()) {
            const QJsonObject value = item.toObject();
            entries.push_back(unhex(value["entry"]));
        }
        int tried = 0;
        for (const QJsonValue item : m_vectors["negatives"].toArray()) {
            const QJsonObject value = item.toObject();
            if (value.contains("statement")) {
                continue; // unsigned: the stamps are what is wrong, see stampsTooClose()
            }
            const auto after = static_cast<std::size_t>(value["after"].toInteger());
            std::vector<ByteView> all(entries.begin(),
                                      entries.begin() + static_cast<std::ptrdiff_t>(after));
            const Bytes bad = unhex(value["entry"]);
            all.push_back(bad);
            const auto log = DeviceLog::verify(all);
            QVERIFY2(!log, qPrintable(value["name"].toString()));
            QCOMPARE(nameOf(log.error().kind), value["expect"].toString());
            QCOMPARE(log.error().entryIndex, after);
            ++tried;
        }
        QVERIFY(tried > 20);
    }

    void stampsTooClose()
    {
        const auto w = sotto::test::makeFullWorld();
        for (const QJsonValue item : m_vectors["negatives"].toArray()) {
            const QJsonObject value = item.toObject();
            if (!value.contains("statement")) {
                continue;
            }
            const auto after = static_cast<std::size_t>(value["after"].toInteger());
            // Any signatures complete the layout.
            Bytes entry = unhex(value["statement"]);
            entry.resize(entry.size() + 128);
            const auto parsed = LogEntry::parse(entry);
            QVERIFY(parsed);
            const auto result = checkStamps(w->log.stateBefore(after), parsed->statement());
            QVERIFY(!result && result.error() == StampFault::TooEarly);
            return;
        }
        QFAIL("no such vector");
    }

private:
    QJsonObject m_vectors;
};

QTEST_APPLESS_MAIN(TestDeviceLogVectors)
#include "tst_device_log_vectors.moc"
