pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// What is done with the twelve words later: checked, replaced, used for what only they may do. Also
// the part of an alarm in which the old words are typed and new ones shown.
//
//   care, entry, words   the view-models (required)
//   isAlarm              it belongs to an alarm, which is not left before it is over
//   offline              the relay is out of reach: what is being done may take long
FormPage {
    id: page

    required property PhraseCare care
    required property WordEntry entry
    required property TwelveWords words
    property bool isAlarm: false
    property bool offline: false
    property bool confirming: false

    readonly property int phase: page.care.phase
    readonly property bool busy: page.phase === PhraseCare.Phase.Busy
    readonly property bool canLeave: page.busy ? page.offline : !page.isAlarm

    signal withoutWordsRequested
    signal saveRequested
    signal closed

    columnWidth: Theme.size.wordsColumn
    topSpace: Theme.size.iconButton + 2 * Theme.space.l

    Accessible.role: Accessible.Pane
    Accessible.name: page.care.title

    Keys.onEscapePressed: page.canLeave && page.closed()
    onPhaseChanged: page.confirming = false

    Label {
        width: parent.width
        text: page.confirming ? qsTr("Which words were these?") : page.care.title
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
        visible: !(page.busy && page.offline)
        text: page.confirming ? qsTr("Look at your paper and type three of them. Then Sotto forgets all twelve.") : page.care.text
        type: Theme.type.lead
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
    Gap {
        size: Theme.space.xxl
    }

    OnDemand {
        id: part

        width: parent.width
        focus: true
        sourceComponent: page.phase === PhraseCare.Phase.Explain ? explaining : page.phase === PhraseCare.Phase.AskWords ? asking : page.phase === PhraseCare.Phase.NewWords ? (page.confirming ? confirmation : showing) : page.busy ? waiting : ended
        onItemChanged: part.forceActiveFocus(Qt.OtherFocusReason)
    }
    Component {
        id: explaining

        LosingExplained {
            focus: true
            care: page.care
            onLaterRequested: page.closed()
        }
    }
    Component {
        id: asking

        PhraseAsking {
            care: page.care
            entry: page.entry
            canDoWithout: page.isAlarm
            onWithoutWordsRequested: page.withoutWordsRequested()
        }
    }
    Component {
        id: showing

        WordsShown {
            words: page.words
            onLaterRequested: page.closed()
            onWrittenDown: page.confirming = true
            onSaveRequested: page.saveRequested()
        }
    }
    Component {
        id: confirmation

        WordsConfirmation {
            words: page.words
            onBackRequested: page.confirming = false
        }
    }
    Component {
        id: waiting

        PhraseWaiting {
            offline: page.offline
            makesWords: page.care.task === PhraseCare.Task.Replace || page.care.task === PhraseCare.Task.Lose
        }
    }
    Component {
        id: ended

        Item {
            implicitHeight: doneButton.height

            Button {
                id: doneButton

                anchors.left: parent.left
                focus: true
                large: true
                kind: Button.Primary
                text: qsTr("Done")
                onClicked: page.closed()
            }
        }
    }

    IconButton {
        parent: page.scrolled
        anchors.left: parent.left
        anchors.top: parent.top
        anchors.margins: Theme.space.l
        visible: page.confirming || page.canLeave
        iconName: "back"
        name: page.confirming ? qsTr("Back to the words") : qsTr("Back")
        onClicked: page.confirming ? (page.confirming = false) : page.closed()
    }
}
