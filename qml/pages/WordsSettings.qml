import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// What became of the twelve words.
//
//   words, care   the view-models (required)
SettingsSection {
    id: section

    required property TwelveWords words
    required property PhraseCare care
    readonly property bool written: section.words.state === TwelveWords.State.Confirmed

    signal showRequested

    title: qsTr("Twelve words")
    lead: qsTr("They bring back your people and your history if this computer is lost. Nothing else can.")

    Banner {
        width: parent.width
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
        hint: qsTr("Lost them? Your devices go on as they are, but new words need the old ones: once your last device is lost, nothing brings your account back.")

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
