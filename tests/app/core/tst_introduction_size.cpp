#include "app/core/client.h"
#include "app/core/people/introduction_size.h"
#include "app/core/people/people.h"
#include "crypto/base/init.h"
#include "crypto/ratchet/padding.h"
#include "tests/crypto/log/log_world.h"

#include <QTest>

using namespace sotto;
using core::fitOneMessage;

namespace {

/// Devices that come and go until the log has @p entries: 32 come within a hundred, 16 stay.
crypto::DeviceLog logOf(std::size_t entries)
{
    test::LogWorld world(700);
    if (!world.publishPhrase()) {
        qFatal("publishPhrase");
    }
    std::vector<crypto::DeviceId> others;
    while (world.log.entries().size() < entries) {
        if (others.size() + 1 < crypto::kPresentDevicesMax) {
            others.push_back(world.addByBoth(world.elder).id);
        } else if (world.take(
                       world.build().removeDevice(world.byBoth(world.elder), others.back()))) {
            others.pop_back();
        } else {
            qFatal("removeDevice");
        }
    }
    return std::move(world.log);
}

/// As long as all but the log may be.
core::wire::Introduction introductionOf(std::size_t logBytes, std::size_t pictureBytes)
{
    crypto::ContactPoint point;
    point.log.tail = crypto::Bytes(logBytes, 1);
    crypto::ContactMailbox mailbox;
    mailbox.relay = crypto::SecretBytes(crypto::Bytes(crypto::kRelayAddressBytesMax, 'a'));
    point.mailboxes.push_back(std::move(mailbox));
    const crypto::SecretBytes written = core::serialize(point);
    core::wire::Introduction out;
    out.set_number(UINT32_MAX);
    out.set_name(std::string(core::kNameBytesMax, 'n'));
    out.set_picture(std::string(pictureBytes, 'p'));
    out.set_contact_point(std::string(written.view().begin(), written.view().end()));
    out.set_token(std::string(32, 't'));
    out.set_accepts(true);
    out.mutable_card()->set_relay(std::string(crypto::kRelayAddressBytesMax, 'a'));
    out.mutable_card()->set_id(std::string(32, 'i'));
    out.mutable_card()->set_slot_key(std::string(32, 's'));
    out.mutable_card()->set_root(std::string(32, 'r'));
    return out;
}

/// The whole content as the first message to somebody carries it.
std::size_t contentBytes(const core::wire::Introduction& introduction)
{
    core::wire::Content content;
    content.set_id(std::string(16, 'x'));
    content.set_sent_ms(UINT64_MAX);
    content.set_introduction(UINT32_MAX);
    content.mutable_request()->set_invite_token(std::string(32, 'y'));
    *content.mutable_request()->mutable_introduction() = introduction;
    return content.ByteSizeLong();
}

} // namespace

class TestIntroductionSize : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void aYoungLogLeavesRoomForThePicture()
    {
        for (const std::size_t logBytes : {std::size_t{500}, std::size_t{14'000}}) {
            core::wire::Introduction whole = introductionOf(logBytes, core::kPictureBytesMax);
            fitOneMessage(whole);
            QCOMPARE(whole.picture().size(), core::kPictureBytesMax);
            QVERIFY(contentBytes(whole) <= crypto::kMaxContentBytes);
        }
    }

    void aLongLogGoesWithoutThePicture()
    {
        core::wire::Introduction long_ = introductionOf(20'000, core::kPictureBytesMax);
        QVERIFY(contentBytes(long_) > crypto::kMaxContentBytes);
        fitOneMessage(long_);
        QVERIFY(long_.picture().empty());
        QVERIFY(contentBytes(long_) <= crypto::kMaxContentBytes);
        core::wire::Introduction small = introductionOf(20'000, 30'000);
        fitOneMessage(small);
        QCOMPARE(small.picture().size(), std::size_t{30'000});
    }

    void noPictureIsSentThatDoesNotFit()
    {
        for (std::size_t logBytes = 14'000; logBytes < 17'000; logBytes += 7) {
            core::wire::Introduction some = introductionOf(logBytes, core::kPictureBytesMax);
            fitOneMessage(some);
            QVERIFY(contentBytes(some) <= crypto::kMaxContentBytes);
        }
    }

    /// What a household of devices has written in years.
    void aHundredEntriesFit()
    {
        const crypto::DeviceLog log = logOf(100);
        const std::size_t bytes = log.serialize().size();
        qInfo("a log of %zu entries has %zu bytes", log.entries().size(), bytes);
        core::wire::Introduction introduction = introductionOf(bytes, core::kPictureBytesMax);
        fitOneMessage(introduction);
        QVERIFY(contentBytes(introduction) <= crypto::kMaxContentBytes);
    }
};

QTEST_GUILESS_MAIN(TestIntroductionSize)
#include "tst_introduction_size.moc"
