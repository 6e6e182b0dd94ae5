#include "crypto/base/init.h"
#ifndef Q_MOC_RUN
#include "tests/crypto/objects/list_world.h"
#endif

#include <QTest>

using namespace sotto::crypto;
using sotto::test::ListWorld;

namespace {

constexpr Timestamp kNow{1'800'000'000};

const Bytes kBody(100, 0xB0);

template <class T> VersionError errorOf(const Result<T, VersionError>& result)
{
    return result ? static_cast<VersionError>(0xFF) : result.error();
}

UpdateError errorOf(const Result<void, UpdateError>& result)
{
    return result ? UpdateError(UpdateError::Kind(0xFF)) : result.error();
}

ObjectUpdate versionOnly(const Bytes& header, const Bytes& body)
{
    return {{}, header, body};
}

} // namespace

class TestObjectVersion : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void aListedKeyOrTheRootSigns()
    {
        ListWorld w(1);
        for (const ListIndex signer : {ListIndex{0}, ListIndex{2}, kRootIndex}) {
            const Bytes bytes = w.version(signer, {}, kBody);
            QCOMPARE(bytes.size(), ObjectHeader::kSignedSize);
            const auto version = VerifiedVersion::verify(bytes, kBody, w.list, nullptr);
            QVERIFY(version);
            QCOMPARE(version->header().number, 1U);
            QCOMPARE(version->header().epoch, 7U);
            QVERIFY(*parseSignedHeader(bytes) == version->header());
        }
    }

    void attack6VersionOfARemovedDeviceIsRefused()
    {
        ListWorld w(2, ObjectKind::Recovery);
        const Bytes before = w.version(2, {}, kBody);
        QVERIFY(VerifiedVersion::verify(before, kBody, w.list, nullptr));
        const KeyList listBefore = w.list;
        QVERIFY(w.strike(0, 2));
        // What it signed while it was listed, and what it signs now.
        QCOMPARE(errorOf(VerifiedVersion::verify(before, kBody, w.list, nullptr)),
                 VersionError::StruckSigner);
        QCOMPARE(errorOf(VerifiedVersion::verify(w.version(2, {}, kBody), kBody, w.list, nullptr)),
                 VersionError::StruckSigner);
        // Or backdates, to the list that still had it.
        ObjectHeader header;
        header.signer = 2;
        const Bytes backdated = signVersion(header, listBefore, {}, kBody, w.keys[2]);
        QCOMPARE(errorOf(VerifiedVersion::verify(backdated, kBody, w.list, nullptr)),
                 VersionError::StruckSigner);
        // Or under the name of another place, or of the root.
        for (const ListIndex place : {ListIndex{0}, ListIndex{1}, kRootIndex}) {
            header.signer = place;
            const Bytes named = signVersion(header, w.list, {}, kBody, w.keys[2]);
            QCOMPARE(errorOf(VerifiedVersion::verify(named, kBody, w.list, nullptr)),
                     VersionError::BadSignature);
        }
    }

    void whoRestoresMayAskForTheListOfThen()
    {
        ListWorld w(3, ObjectKind::Recovery);
        const Bytes before = w.version(2, {}, kBody);
        QVERIFY(w.strike(0, 2));
        const auto then = SignerRule::ListedThen;
        QVERIFY(VerifiedVersion::verify(before, kBody, w.list, nullptr, then));
        QCOMPARE(
            errorOf(VerifiedVersion::verify(w.version(2, {}, kBody), kBody, w.list, nullptr, then)),
            VersionError::StruckSigner);
    }

    void aKeyCountsFromItsAppendingOn()
    {
        ListWorld w(4, ObjectKind::Vault, 2);
        ObjectHeader header;
        header.signer = 2;
        const Bytes early = signVersion(header, w.list, {}, kBody, w.keys[2]);
        QCOMPARE(errorOf(VerifiedVersion::verify(early, kBody, w.list, nullptr)),
                 VersionError::UnknownSigner);
        QVERIFY(w.take(appendKey(w.list, w.root, w.keys[2])));
        QCOMPARE(errorOf(VerifiedVersion::verify(early, kBody, w.list, nullptr)),
                 VersionError::UnknownSigner);
        const Bytes now = signVersion(header, w.list, {}, kBody, w.keys[2]);
        QVERIFY(VerifiedVersion::verify(now, kBody, w.list, nullptr));
    }

    void anOldRootsVersionsEndWithIt()
    {
        ListWorld w(5);
        const Bytes byOld = w.version(kRootIndex, {}, kBody);
        QVERIFY(w.take(replaceRoot(w.list, w.root, SigningKey::generate(w.random))));
        QCOMPARE(errorOf(VerifiedVersion::verify(byOld, kBody, w.list, nullptr)),
                 VersionError::BadSignature);
    }

    void aListOfAnotherLineIsRefused()
    {
        ListWorld w(6);
        ListWorld fork(6);
        QVERIFY(w.strike(0, 1));
        QVERIFY(fork.strike(0, 2));
        QCOMPARE(
            errorOf(VerifiedVersion::verify(fork.version(0, {}, kBody), kBody, w.list, nullptr)),
            VersionError::UnknownList);
        // A reader whose list is behind notices that, too.
        ListWorld behind(6);
        QCOMPARE(
            errorOf(VerifiedVersion::verify(w.version(0, {}, kBody), kBody, behind.list, nullptr)),
            VersionError::UnknownList);
        ListWorld other(7);
        QCOMPARE(
            errorOf(VerifiedVersion::verify(other.version(0, {}, kBody), kBody, w.list, nullptr)),
            VersionError::OtherObject);
    }

    void everyBitCounts()
    {
        ListWorld w(8);
        const Bytes bytes = w.version(1, {}, kBody);
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            Bytes bad = bytes;
            bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            QVERIFY2(!VerifiedVersion::verify(bad, kBody, w.list, nullptr),
                     qPrintable(QString::number(bit)));
        }
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            QCOMPARE(errorOf(VerifiedVersion::verify(ByteView(bytes).first(length), kBody, w.list,
                                                     nullptr)),
                     VersionError::Malformed);
        }
        Bytes longer = bytes;
        longer.push_back(0);
        QCOMPARE(errorOf(VerifiedVersion::verify(longer, kBody, w.list, nullptr)),
                 VersionError::Malformed);
        for (std::size_t i = 0; i < kBody.size(); ++i) {
            Bytes bad = kBody;
            bad[i] ^= 1;
            QCOMPARE(errorOf(VerifiedVersion::verify(bytes, bad, w.list, nullptr)),
                     VersionError::WrongBody);
        }
        QCOMPARE(
            errorOf(VerifiedVersion::verify(bytes, ByteView(kBody).first(99), w.list, nullptr)),
            VersionError::WrongBody);
    }

    void aRelayThatGoesBackOrForksIsNoticed()
    {
        ListWorld w(9);
        const auto see = [&](const Bytes& bytes, const SeenVersion* seen) {
            return VerifiedVersion::verify(bytes, kBody, w.list, seen);
        };
        const Bytes first = w.version(0, {}, kBody);
        const SeenVersion one = see(first, nullptr)->seen();
        const Bytes second = w.version(0, one, kBody);
        const SeenVersion two = see(second, &one)->seen();
        QCOMPARE(two.number, 2U);
        QVERIFY(see(second, &two));
        QCOMPARE(errorOf(see(first, &two)), VersionError::Stale);
        const Bytes otherSecond = w.version(1, one, kBody);
        QCOMPARE(errorOf(see(otherSecond, &two)), VersionError::Equivocation);
        const SeenVersion otherTwo = see(otherSecond, &one)->seen();
        const Bytes third = w.version(0, otherTwo, kBody);
        QCOMPARE(errorOf(see(third, &two)), VersionError::Forked);
        // Who was away for a while follows.
        const Bytes fourth = w.version(0, {3, otherTwo.hash}, kBody);
        QVERIFY(see(fourth, &two));
    }

    // A stolen device signs the highest number there is, with the help of a relay.
    void nobodyMakesAllLaterVersionsStale()
    {
        ListWorld w(11);
        const auto one = VerifiedVersion::verify(w.version(0, {}, kBody), kBody, w.list, nullptr);
        const SeenVersion seen = one->seen();
        const Bytes far = w.version(1, {seen.number + kVersionLeapMax, seen.hash}, kBody);
        QCOMPARE(errorOf(VerifiedVersion::verify(far, kBody, w.list, &seen)),
                 VersionError::LeapedAhead);
        const Bytes last = w.version(1, {UINT64_MAX - 1, seen.hash}, kBody);
        QCOMPARE(errorOf(VerifiedVersion::verify(last, kBody, w.list, &seen)),
                 VersionError::LeapedAhead);
        const Bytes most = w.version(1, {seen.number + kVersionLeapMax - 1, seen.hash}, kBody);
        QVERIFY(VerifiedVersion::verify(most, kBody, w.list, &seen));
    }

    void sizeLimitOfTheBody()
    {
        ListWorld recovery(10, ObjectKind::Recovery);
        const Bytes most(kRecoveryBodyBytesMax, 1);
        Bytes header = recovery.version(0, {}, most);
        QVERIFY(VerifiedVersion::verify(header, most, recovery.list, nullptr));
        // body_length stands before the 32 bytes of hash and the signature.
        header[ObjectHeader::kSize - 33] += 1;
        QVERIFY(parseSignedHeader(header).error().kind == ParseError::Kind::OutOfRange);
    }

    void theAccountIsCheckedToo()
    {
        ListWorld w(11);
        const auto version =
            VerifiedVersion::verify(w.version(0, {}, kBody), kBody, w.list, nullptr);
        QVERIFY(version);
        const ObjectHeader& header = version->header();
        std::vector<LogHeadCommitment> heads(3);
        heads[0].bytes.fill(0x0E);
        heads[1].bytes.fill(0x10);
        heads[2].bytes.fill(0x11);
        const AccountView view{7, header.sharedKey, heads, 1};
        QVERIFY(checkAccount(header, view));
        AccountView other = view;
        other.epoch = 8;
        QCOMPARE(checkAccount(header, other).error(), AccountViewError::OtherEpoch);
        other = view;
        other.sharedKey.bytes[31] ^= 1;
        QCOMPARE(checkAccount(header, other).error(), AccountViewError::OtherSharedKey);
        other = view;
        other.logHeads = std::span(heads).first(1);
        QCOMPARE(checkAccount(header, other).error(), AccountViewError::UnknownLogHead);
        other = view;
        other.oldestLogHead = 2;
        QCOMPARE(checkAccount(header, other).error(), AccountViewError::OldLogHead);
    }

    // The relay's side.
    void aRelayComparesAndSets()
    {
        ListWorld w(12);
        auto object = VersionedObject::create({w.views(), {}, {}}, kNow);
        QVERIFY(object);
        QCOMPARE(object->newest().number, 0U);
        const Bytes one = w.version(0, {}, kBody);
        const Bytes other = w.version(1, {}, kBody);
        QVERIFY(object->update(versionOnly(one, kBody), kNow));
        const VersionedObject before = *object;
        QCOMPARE(errorOf(object->update(versionOnly(other, kBody), kNow)).kind,
                 UpdateError::Kind::Conflict);
        QCOMPARE(errorOf(object->update(versionOnly(one, kBody), kNow)).kind,
                 UpdateError::Kind::Conflict);
        // The right number behind another version.
        const Bytes forked =
            w.version(1, VerifiedVersion::verify(other, kBody, w.list, nullptr)->seen(), kBody);
        QCOMPARE(errorOf(object->update(versionOnly(forked, kBody), kNow)).kind,
                 UpdateError::Kind::Conflict);
        const Bytes skipped = w.version(1, {2, object->newest().hash}, kBody);
        QCOMPARE(errorOf(object->update(versionOnly(skipped, kBody), kNow)).kind,
                 UpdateError::Kind::Conflict);
        QVERIFY(*object == before);
        QVERIFY(object->update(versionOnly(w.version(1, object->newest(), kBody), kBody), kNow));
        QCOMPARE(object->newest().number, 2U);
        QCOMPARE(errorOf(object->update({}, kNow)).kind, UpdateError::Kind::Empty);
        QCOMPARE(errorOf(object->update({{}, {}, kBody}, kNow)).kind, UpdateError::Kind::Empty);
        const Bytes strike = strikeKey(w.list, 0, w.keys[0], 2);
        QCOMPARE(errorOf(object->update({{strike}, {}, kBody}, kNow)).kind,
                 UpdateError::Kind::Version);
        QVERIFY(!VersionedObject::create(versionOnly(one, kBody), kNow));
    }

    void listAndVersionGoTogether()
    {
        ListWorld w(13);
        auto object = VersionedObject::create({w.views(), {}, {}}, kNow);
        const Bytes one = w.version(2, object->newest(), kBody);
        QVERIFY(object->update(versionOnly(one, kBody), kNow));
        // The strike of the newest version's signer brings the next version with it.
        const Bytes tooLate = w.version(2, object->newest(), kBody);
        const Bytes unaware = w.version(0, object->newest(), kBody);
        QVERIFY(w.strike(0, 2));
        const Bytes strike = w.changes.back();
        const Bytes byStruck = w.version(2, object->newest(), kBody);
        const Bytes two = w.version(0, object->newest(), kBody);
        const VersionedObject before = *object;
        QVERIFY(!object->update({{strike}, byStruck, kBody}, kNow));
        QVERIFY(!object->update({{strike}, two, ByteView(kBody).first(1)}, kNow));
        QVERIFY(*object == before);
        QVERIFY(object->update({{strike}, two, kBody}, kNow));
        QVERIFY(object->list() == w.list);
        QCOMPARE(errorOf(object->update(versionOnly(tooLate, kBody), kNow)).version,
                 VersionError::StruckSigner);
        QCOMPARE(errorOf(object->update(versionOnly(unaware, kBody), kNow)).kind,
                 UpdateError::Kind::Conflict);
        // A client whose list ran ahead of the relay's is told to look again.
        QVERIFY(w.strike(0, 1));
        QCOMPARE(
            errorOf(object->update(versionOnly(w.version(0, object->newest(), kBody), kBody), kNow))
                .kind,
            UpdateError::Kind::Conflict);
    }

    void aVersionNamesTheListAsItIs()
    {
        ListWorld w(16);
        auto object = VersionedObject::create({w.views(), {}, {}}, kNow);
        const Bytes unaware = w.version(0, object->newest(), kBody);
        QVERIFY(w.strike(0, 2));
        QVERIFY(object->update({{w.changes.back()}, {}, {}}, kNow));
        QCOMPARE(errorOf(object->update(versionOnly(unaware, kBody), kNow)).kind,
                 UpdateError::Kind::Conflict);
        const Bytes aware = w.version(0, object->newest(), kBody);
        QVERIFY(object->update(versionOnly(aware, kBody), kNow));
    }

    void aListChangeConflictsLikeAVersion()
    {
        ListWorld w(14);
        auto object = VersionedObject::create({w.views(), {}, {}}, kNow);
        const Bytes first = strikeKey(w.list, 0, w.keys[0], 2);
        const Bytes second = strikeKey(w.list, 0, w.keys[0], 1);
        QVERIFY(object->update({{first}, {}, {}}, kNow));
        QCOMPARE(errorOf(object->update({{second}, {}, {}}, kNow)).kind,
                 UpdateError::Kind::Conflict);
        const Bytes notPermitted = strikeKey(object->list(), 1, w.keys[1], 0);
        const UpdateError error = errorOf(object->update({{notPermitted}, {}, {}}, kNow));
        QCOMPARE(error.kind, UpdateError::Kind::List);
        QCOMPARE(error.list, ListError::NotPermitted);
    }

    void aProposedRootWaits()
    {
        ListWorld w(17);
        const auto after = [](Duration time) { return Timestamp{kNow.seconds + time.seconds}; };
        auto object = VersionedObject::create({w.views(), {}, {}}, kNow);
        QVERIFY(w.take(proposeRoot(w.list, 1, w.keys[1], w.keys[3])));
        QVERIFY(object->update({{w.changes.back()}, {}, {}}, after(Duration::days(1))));
        const Bytes commit = commitRoot(w.list, 1, w.keys[1]);
        const VersionedObject before = *object;
        for (const std::uint64_t second : {std::uint64_t{0}, kRootDelay.seconds - 1}) {
            const Timestamp now{after(Duration::days(1)).seconds + second};
            QCOMPARE(errorOf(object->update({{commit}, {}, {}}, now)).kind,
                     UpdateError::Kind::TooEarly);
            QVERIFY(*object == before);
        }
        const Bytes stored = object->serialize();
        object = VersionedObject::parse(stored).value();
        QVERIFY(*object == before);
        for (std::size_t length = 0; length < stored.size(); ++length) {
            QVERIFY(!VersionedObject::parse(ByteView(stored).first(length)));
        }
        QVERIFY(object->update({{commit}, {}, {}}, after(Duration::days(15))));
        QVERIFY(object->list().root() == w.keys[3].publicKey());
        QVERIFY(*VersionedObject::parse(object->serialize()) == *object);
    }

    void aProposalAndItsCommitDoNotComeTogether()
    {
        ListWorld w(18);
        auto object = VersionedObject::create({w.views(), {}, {}}, kNow);
        const Timestamp later{kNow.seconds + kRootDelay.seconds};
        QVERIFY(w.take(proposeRoot(w.list, 1, w.keys[1], w.keys[3])));
        const Bytes first = w.changes.back();
        const Bytes commit = commitRoot(w.list, 1, w.keys[1]);
        QCOMPARE(errorOf(object->update({{first, commit}, {}, {}}, later)).kind,
                 UpdateError::Kind::TooEarly);
        // Nor does the time of one that was vetoed count for the next.
        QVERIFY(object->update({{first}, {}, {}}, kNow));
        QVERIFY(w.take(vetoRoot(w.list, 2, w.keys[2])));
        const Bytes veto = w.changes.back();
        QVERIFY(w.take(proposeRoot(w.list, 1, w.keys[1], w.keys[3])));
        const Bytes again = w.changes.back();
        QVERIFY(object->update({{veto, again}, {}, {}}, later));
        QCOMPARE(errorOf(object->update({{commitRoot(w.list, 1, w.keys[1])}, {}, {}}, later)).kind,
                 UpdateError::Kind::TooEarly);
    }

    void aListThatMovesBringsItsRoots()
    {
        ListWorld w(19);
        QVERIFY(w.take(proposeRoot(w.list, 1, w.keys[1], w.keys[3])));
        QVERIFY(w.take(commitRoot(w.list, 1, w.keys[1])));
        QVERIFY(w.take(proposeRoot(w.list, 2, w.keys[2], w.root)));
        auto object = VersionedObject::create({w.views(), {}, {}}, kNow);
        QVERIFY(object && object->list().root() == w.keys[3].publicKey());
        // What is only proposed waits anew.
        const Timestamp later{kNow.seconds + kRootDelay.seconds};
        const Bytes commit = commitRoot(w.list, 2, w.keys[2]);
        QVERIFY(!object->update({{commit}, {}, {}}, Timestamp{later.seconds - 1}));
        QVERIFY(object->update({{commit}, {}, {}}, later));
    }

    void aLongListThatMovesBringsThemToo()
    {
        // More changes than one update holds: the commit comes with a later one.
        ListWorld w(26);
        for (int i = 0; i < 6; ++i) {
            QVERIFY(w.take(proposeRoot(w.list, 2, w.keys[2], w.keys[3])));
            QVERIFY(w.take(vetoRoot(w.list, 0, w.keys[0])));
        }
        QVERIFY(w.take(proposeRoot(w.list, 1, w.keys[1], w.keys[3])));
        QVERIFY(w.take(commitRoot(w.list, 1, w.keys[1])));
        const auto all = w.views();
        const std::span views(all);
        const auto part = [&](std::size_t from, std::size_t count) {
            const auto some = views.subspan(from, count);
            return std::vector<ByteView>(some.begin(), some.end());
        };
        const auto length = static_cast<std::uint32_t>(all.size());
        auto object = VersionedObject::create({part(0, 16), {}, {}, length}, kNow);
        QVERIFY(object && *VersionedObject::parse(object->serialize()) == *object);
        QVERIFY(object->update({part(16, length - 16), {}, {}}, kNow));
        QVERIFY(object->list().root() == w.keys[3].publicKey());
        QVERIFY(*VersionedObject::parse(object->serialize()) == *object);
        // What it has not said to have is news.
        object = VersionedObject::create({part(0, 16), {}, {}, length - 1}, kNow);
        QCOMPARE(errorOf(object->update({part(16, length - 16), {}, {}}, kNow)).kind,
                 UpdateError::Kind::TooEarly);
        // An object that is there is no list that comes.
        ListWorld other(27);
        auto there = VersionedObject::create({other.views(), {}, {}}, kNow);
        QVERIFY(other.take(proposeRoot(other.list, 1, other.keys[1], other.keys[3])));
        const Bytes proposal = other.changes.back();
        const Bytes commit = commitRoot(other.list, 1, other.keys[1]);
        QCOMPARE(errorOf(there->update({{proposal, commit}, {}, {}, 99}, kNow)).kind,
                 UpdateError::Kind::TooEarly);
    }

    void aRelaysStateComesBack()
    {
        ListWorld w(15);
        auto object = VersionedObject::create({w.views(), {}, {}}, kNow);
        QVERIFY(*VersionedObject::parse(object->serialize()) == *object);
        QVERIFY(object->update(versionOnly(w.version(0, {}, kBody), kBody), kNow));
        const Bytes stored = object->serialize();
        QVERIFY(*VersionedObject::parse(stored) == *object);
        for (std::size_t length = 0; length < stored.size(); ++length) {
            QVERIFY(!VersionedObject::parse(ByteView(stored).first(length)));
        }
    }
};

QTEST_APPLESS_MAIN(TestObjectVersion)
#include "tst_object_version.moc"
