#ifndef Q_MOC_RUN
#include "app/core/vault/content_rules.h"
#include "app/core/vault/limits.h"
#include "app/core/vault/merge.h"
#include "tests/app/vault/random_contents.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::core::wire;
using test::RandomContents;

namespace {

constexpr int kTries = 3'000;

VaultContent merged(VaultContent into, const VaultContent& other,
                    std::uint64_t horizon = vault::kTimeMsMax)
{
    (void)vault::merge(into, other, horizon);
    return into;
}

/// Sets are in one order after a merge.
VaultContent settled(const VaultContent& content)
{
    return merged(content, content);
}

bool isSame(const VaultContent& first, const VaultContent& second)
{
    return first.SerializeAsString() == second.SerializeAsString();
}

template <class Body> VaultContent wrap(Body* (VaultContent::*field)(), const Body& body)
{
    VaultContent out;
    *(out.*field)() = body;
    return out;
}

VaultContent said(const VaultMessage& message)
{
    return wrap(&VaultContent::mutable_message, message);
}

VaultMessage theirs(const std::string& text)
{
    VaultMessage out;
    out.set_conversation(std::string(32, 'c'));
    out.set_author(std::string(32, 'c'));
    out.set_uid(std::string(16, 'u'));
    out.set_kind(1);
    out.set_position(5);
    out.set_state(8);
    out.set_text(text);
    return out;
}

VaultSetting setting(const std::string& value, std::uint64_t stamp, char device)
{
    VaultSetting out;
    out.set_name("typing");
    out.set_value(value);
    out.mutable_stamp()->set_stamp_ms(stamp);
    out.mutable_stamp()->set_device(std::string(32, device));
    return out;
}

} // namespace

/// Two states of a thing become one, whatever the order.
class TestMerge : public QObject
{
    Q_OBJECT

private slots:
    void isASemilattice_data();
    void isASemilattice();
    void theLaterWriteStands();
    void whatIsAheadOfAllClocksGivesWay();
    void bytesDecideWhatStampsDoNot();
    void statesRise();
    void goneIsGone();
    void twoTextsAreBothKept();
    void otherThingsAreLeftAlone();
    void keepsRules_data();
    void keepsRules();
};

void TestMerge::isASemilattice_data()
{
    QTest::addColumn<int>("body");
    for (int body = 1; body <= 12; ++body) {
        if (body != VaultContent::kSnapshot) {
            QTest::addRow("body %d", body) << body;
        }
    }
}

void TestMerge::isASemilattice()
{
    QFETCH(const int, body);
    RandomContents contents(static_cast<unsigned>(body));
    for (int i = 0; i < kTries; ++i) {
        const VaultContent a = contents.any(body);
        const VaultContent b = contents.any(body);
        const VaultContent c = contents.any(body);
        QVERIFY2(vault::keepsRules(a), a.SerializeAsString().c_str());
        const VaultContent ab = merged(a, b);
        QVERIFY(isSame(ab, merged(b, a)));
        QVERIFY(isSame(merged(ab, c), merged(a, merged(b, c))));
        QVERIFY(isSame(merged(ab, b), ab));
        QVERIFY(isSame(settled(ab), ab));
        QVERIFY(vault::keepsRules(ab));
        QVERIFY(ab.ByteSizeLong() <= a.ByteSizeLong() + b.ByteSizeLong());
        // Also for a device by whose clock some stamps are ahead of all time.
        for (const std::uint64_t horizon : {std::uint64_t{2}, std::uint64_t{1} << 44}) {
            const VaultContent near = merged(a, b, horizon);
            QVERIFY(isSame(near, merged(b, a, horizon)));
            QVERIFY(isSame(merged(near, c, horizon), merged(a, merged(b, c, horizon), horizon)));
            QVERIFY(isSame(merged(near, b, horizon), near));
        }
        if (body != VaultContent::kMarks) {
            QVERIFY(isSame(settled(a), a));
        }
    }
}

void TestMerge::theLaterWriteStands()
{
    VaultSetting now = setting("now", 1'000, 'z');
    vault::merge(now, setting("before", 999, 'z'));
    QCOMPARE(now.value(), std::string("now"));
    // A clock that is far ahead wins; what is written behind it as "seen + 1" wins again.
    const VaultSetting ahead = setting("ahead", vault::kTimeMsMax - 1, 'a');
    vault::merge(now, ahead);
    QCOMPARE(now.value(), std::string("ahead"));
    vault::merge(now, setting("again", vault::kTimeMsMax, 'a'));
    QCOMPARE(now.value(), std::string("again"));
    vault::merge(now, ahead);
    QCOMPARE(now.value(), std::string("again"));
}

/// Whoever stamps as late as can be leaves nothing to write that is later.
void TestMerge::whatIsAheadOfAllClocksGivesWay()
{
    constexpr std::uint64_t horizon = 5'000;
    const VaultSetting last = setting("last", vault::kTimeMsMax, '\xff');
    VaultSetting now = setting("now", 1'000, 'a');
    vault::merge(now, last, horizon);
    QCOMPARE(now.value(), std::string("now"));
    VaultSetting turned = last;
    vault::merge(turned, setting("now", 1'000, 'a'), horizon);
    QCOMPARE(turned.value(), std::string("now"));
    // It stands where nothing else was written.
    VaultSetting alone = last;
    vault::merge(alone, setting("before", vault::kTimeMsMax - 1, 'a'), horizon);
    QCOMPARE(alone.value(), std::string("last"));
}

void TestMerge::bytesDecideWhatStampsDoNot()
{
    VaultSetting first = setting("a", 7, 'd');
    VaultSetting second = setting("b", 7, 'd');
    VaultSetting third = first;
    vault::merge(first, second);
    vault::merge(second, third);
    QCOMPARE(first.value(), second.value());
    // Of one moment the higher device.
    VaultSetting low = setting("z", 7, 'a');
    vault::merge(low, setting("a", 7, 'b'));
    QCOMPARE(low.value(), std::string("a"));
}

void TestMerge::statesRise()
{
    // Waiting, Failed, Sent, Delivered, Read.
    const std::uint32_t rising[] = {0, 4, 1, 2, 3};
    for (std::size_t i = 0; i + 1 < std::size(rising); ++i) {
        QVERIFY(vault::rankOfState(rising[i]) < vault::rankOfState(rising[i + 1]));
    }
}

void TestMerge::goneIsGone()
{
    VaultMessage message = theirs("text");
    VaultMessage deleted = theirs("");
    deleted.set_kind(2);
    deleted.set_deleted(true);
    deleted.set_position(3);
    QVERIFY(!vault::merge(message, deleted));
    QVERIFY(message.text().empty() && message.deleted());
    QCOMPARE(message.position(), std::uint64_t{3});
    VaultMessage hidden;
    hidden.set_conversation(message.conversation());
    hidden.set_author(message.author());
    hidden.set_uid(message.uid());
    hidden.set_hidden(true);
    vault::merge(message, hidden);
    QVERIFY(isSame(said(message), said(hidden)));
    QVERIFY(!vault::merge(message, theirs("text")));
    QVERIFY(isSame(said(message), said(hidden)));
}

void TestMerge::twoTextsAreBothKept()
{
    VaultMessage a = theirs("lower");
    const VaultMessage b = theirs("upper");
    VaultMessage turned = b;
    const auto second = vault::merge(a, b);
    const auto same = vault::merge(turned, theirs("lower"));
    QCOMPARE(a.text(), std::string("lower"));
    QVERIFY(second && same && isSame(said(*second), said(*same)) && isSame(said(a), said(turned)));
    QCOMPARE(second->text(), std::string("upper"));
    QCOMPARE(second->uid(), vault::secondUid(b.uid(), "upper"));
    QVERIFY(vault::keepsRules(said(*second)));
    // Of three the lowest stays, whoever meets first.
    VaultMessage c = theirs("a third");
    const auto displaced = vault::merge(c, a);
    QCOMPARE(c.text(), std::string("a third"));
    QCOMPARE(displaced->uid(), vault::secondUid(b.uid(), "lower"));
}

void TestMerge::otherThingsAreLeftAlone()
{
    VaultMessage other = theirs("text");
    other.set_uid(std::string(16, 'v'));
    const VaultContent first = said(theirs("text"));
    QVERIFY(isSame(merged(first, said(other)), first));
    VaultContent alarm;
    alarm.mutable_alarm()->set_id("x");
    QVERIFY(isSame(merged(first, alarm), first));
}

void TestMerge::keepsRules_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const VaultContent& content) {
        QTest::newRow(name) << QByteArray::fromStdString(content.SerializeAsString());
    };
    const auto message = [&](const char* name, auto change) {
        VaultMessage out = theirs("text");
        change(out);
        row(name, said(out));
    };
    row("nothing", VaultContent());
    message("uid", [](VaultMessage& m) { m.set_uid("short"); });
    message("author", [](VaultMessage& m) { m.set_author("short"); });
    message("conversation", [](VaultMessage& m) { m.set_conversation("short"); });
    message("kind", [](VaultMessage& m) { m.set_kind(3); });
    message("no position", [](VaultMessage& m) { m.set_position(0); });
    message("position", [](VaultMessage& m) { m.set_position(vault::kPositionMax + 1); });
    message("sent", [](VaultMessage& m) { m.set_sent_ms(vault::kTimeMsMax + 1); });
    message("text", [](VaultMessage& m) { m.set_text(std::string(vault::kTextBytes + 1, 'x')); });
    message("no text", [](VaultMessage& m) { m.set_text(""); });
    message("state of another's", [](VaultMessage& m) { m.set_state(3); });
    message("state of an own one", [](VaultMessage& m) { m.set_author(std::string(32, 'o')); });
    message("quoted", [](VaultMessage& m) { m.mutable_quoted()->set_id("x"); });
    message("edit", [](VaultMessage& m) { m.mutable_edit()->set_text("both texts"); });
    message("deleted with text", [](VaultMessage& m) { m.set_deleted(true); });
    message("hidden with text", [](VaultMessage& m) { m.set_hidden(true); });
    VaultSetting stampless = setting("x", 0, 'd');
    row("no stamp", wrap(&VaultContent::mutable_setting, stampless));
    row("stamp", wrap(&VaultContent::mutable_setting, setting("x", vault::kTimeMsMax + 1, 'd')));
    row("value", wrap(&VaultContent::mutable_setting,
                      setting(std::string(vault::kSettingValueBytes + 1, 'x'), 1, 'd')));
    VaultContent marks;
    marks.mutable_marks();
    row("no marks", marks);
    for (int i = 0; i <= vault::kMarks; ++i) {
        marks.mutable_marks()->add_marks()->set_uid(std::string(16, 'u'));
    }
    row("marks", marks);
    VaultContent contact = RandomContents(1).any(VaultContent::kContact);
    contact.mutable_contact()->clear_standing();
    row("no standing", contact);
    contact = RandomContents(1).any(VaultContent::kContact);
    contact.mutable_contact()->mutable_reach()->set_picture(
        std::string(vault::kPictureBytes + 1, 'x'));
    row("picture", contact);
    VaultContent conversation = RandomContents(1).any(VaultContent::kConversation);
    conversation.mutable_conversation()->set_removed_position(vault::kFloorMax + 1);
    row("removed", conversation);
    VaultContent profile;
    profile.mutable_profile()->add_tokens()->set_token(std::string(32, 't'));
    row("one token", profile);
    VaultContent nested;
    nested.mutable_snapshot()->set_parts(1);
    *nested.mutable_snapshot()->add_contents() = nested;
    row("snapshot in a snapshot", nested);
    VaultContent large;
    large.mutable_snapshot()->set_parts(1);
    for (int i = 0; i < 8; ++i) {
        *large.mutable_snapshot()->add_contents() =
            said(theirs(std::string(vault::kTextBytes, 'x')));
    }
    row("size", large);
    QTest::newRow("text that is none") << QByteArray("\x0a\x04\x3a\x02\xc3\x28", 6);
}

void TestMerge::keepsRules()
{
    QFETCH(const QByteArray, bytes);
    VaultContent content;
    const bool parses = content.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size()));
    QVERIFY(!parses || !vault::keepsRules(content));
    QVERIFY(vault::keepsRules(said(theirs("text"))));
}

QTEST_APPLESS_MAIN(TestMerge)
#include "tst_merge.moc"
