import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// What became of the twelve words.
//
//   words   the view-model (required)
SettingsSection {
    id: section

    required property TwelveWords words
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
    Label {
        width: parent.width
        text: qsTr("Nobody who really helps you asks for these words, and Sotto refuses to send them in a message.")
        type: Theme.type.caption
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
}
