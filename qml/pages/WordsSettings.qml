import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// What became of the twelve words.
//
//   words, care, lost   the view-models (required)
SettingsSection {
    id: section

    required property TwelveWords words
    required property PhraseCare care
    required property LostWords lost
    readonly property bool written: section.words.state === TwelveWords.State.Confirmed

    signal showRequested

    title: qsTr("Twelve words")
    lead: qsTr("They bring back your people and your history if this computer is lost. Nothing else can.")

    LostWordsNotice {
        width: parent.width
        visible: section.lost.waiting || section.lost.endedElsewhere || section.lost.error.length > 0
        lost: section.lost
        care: section.care
    }
    Banner {
        width: parent.width
        visible: !section.lost.waiting
        kind: section.written ? Banner.Good : Banner.Warn
        iconName: section.written ? "check" : "key"
        title: section.written ? qsTr("You wrote them down.") : qsTr("They are not written down yet.")
        text: section.written ? qsTr("Sotto has forgotten them; they are on your paper only. Keep it where you keep other papers that matter.") : qsTr("Until they are, everything you have here is on this computer only.")
    }
    Button {
        anchors.left: parent.left
        visible: !section.written
        kind: Button.Primary
        text: qsTr("Show twelve words")
        onClicked: section.showRequested()
    }
    SettingsGroup {
        visible: section.written && section.care.available
        hint: section.lost.waiting ? "" : qsTr("If you lost them, your devices go on as they are; but once the last of them is lost as well, nothing brings your account back.")

        SettingsRow {
            width: parent.width
            iconName: "check"
            text: qsTr("Check that I still have them")
            description: qsTr("You type them, and Sotto says whether they are right.")
            chevron: true
            onClicked: section.care.begin(PhraseCare.Task.Check)
        }
        SettingsRow {
            width: parent.width
            iconName: "key"
            text: qsTr("Replace them")
            description: section.care.replaceHint
            chevron: section.care.canReplace
            enabled: section.care.canReplace
            onClicked: section.care.begin(PhraseCare.Task.Replace)
        }
        SettingsRow {
            width: parent.width
            visible: !section.lost.waiting
            iconName: "timer"
            text: qsTr("I lost them")
            description: qsTr("New ones without the old. They take 14 days, and each of your devices can stop them.")
            chevron: true
            onClicked: section.care.begin(PhraseCare.Task.Lose)
        }
        SwitchRow {
            iconName: "device"
            text: qsTr("New devices wait for approval")
            description: qsTr("Nobody writes to a new device before you approve it on another one, or a day has passed.")
            on: section.care.newDeviceWaits
            onSwitched: on => section.care.setNewDeviceWaits(on)
        }
    }
    Label {
        width: parent.width
        text: qsTr("Nobody who really helps you asks for these words, and Sotto refuses to send them in a message.")
        type: Theme.type.caption
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
}
