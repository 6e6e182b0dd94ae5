pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// Shows the twelve words once, to be written down; then asks for three of them.
//
//   words   the view-model (required)
//   narrow  one column of the window
FormPage {
    id: page

    required property TwelveWords words
    property bool narrow: page.width < Theme.narrowBelow
    property bool confirming: false

    signal closed
    signal saveRequested

    columnWidth: Theme.size.wordsColumn
    topSpace: Theme.size.iconButton + 2 * Theme.space.l

    Keys.onEscapePressed: page.leave()
    Component.onCompleted: page.words.show()
    Component.onDestruction: page.words.hide()

    function leave() {
        page.words.hide();
        page.closed();
    }

    Label {
        width: parent.width
        text: page.confirming ? qsTr("Which words were these?") : qsTr("Write these twelve words down")
        type: Theme.type.display
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Gap {
        size: Theme.space.s
    }
    Label {
        width: parent.width
        text: page.confirming ? qsTr("Look at your paper and type three of them. Then Sotto forgets all twelve.") : qsTr("On paper, in this order. If this computer is lost, they bring back your people and your history. After this, Sotto forgets them.")
        type: Theme.type.lead
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
    Gap {
        size: Theme.space.xxl
    }

    OnDemand {
        width: parent.width
        sourceComponent: page.confirming ? confirmation : showing
    }

    Component {
        id: showing

        WordsShown {
            words: page.words
            onLaterRequested: page.leave()
            onWrittenDown: page.confirming = true
            onSaveRequested: page.saveRequested()
        }
    }
    Component {
        id: confirmation

        WordsConfirmation {
            words: page.words
            onBackRequested: page.confirming = false
            onConfirmed: page.leave()
        }
    }

    IconButton {
        parent: page.scrolled
        anchors.left: parent.left
        anchors.top: parent.top
        anchors.margins: Theme.space.l
        iconName: "back"
        name: page.confirming ? qsTr("Back to the words") : qsTr("Back")
        onClicked: page.confirming ? (page.confirming = false) : page.leave()
    }
}
