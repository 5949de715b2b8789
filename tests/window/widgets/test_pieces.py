"""The small pieces say what they are, to eyes and to screen readers."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from console.domain.actions import Tier
from console.ui.widgets.bars import TopBar
from console.ui.widgets.countdown import Countdown
from console.ui.widgets.empty import Skeleton
from console.ui.widgets.labels import Elided
from console.ui.widgets.media import BlurredMedia
from console.ui.widgets.notice import Notice, Toast, Tone
from console.ui.widgets.search import Searched, SearchField
from console.ui.widgets.target_card import TargetCard
from console.ui.widgets.tier import TierBanner, TierShape

NOW = datetime(2017, 11, 2, 18, 30, tzinfo=UTC)


@pytest.fixture
def surface(qtbot, theme) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def test_each_tier_has_a_shape_of_its_own_even_without_colour(surface: QWidget) -> None:
    seen = []
    for tier in Tier:
        shape = TierShape(surface, name=f"shape_{tier}", side=32)
        shape.show_tier(tier)
        seen.append(picture(shape).convertToFormat(QImage.Format.Format_Mono))
        assert shape.accessibleName() == f"tier: {tier.value.replace('_', ' ')}"
    assert len({bytes(image.constBits()) for image in seen}) == len(Tier)


def test_an_unknown_tier_is_shown_as_the_highest(surface: QWidget) -> None:
    assert TierShape(surface, name="shape").tier is Tier.HEAD_OF_STATE


def test_banner_says_the_tier_in_words(surface: QWidget) -> None:
    banner = TierBanner(surface, name="banner")
    banner.show_tier(Tier.VERIFIED, "Every action needs another person.")
    assert "VERIFIED" in [label.text() for label in banner.findChildren(QLabel)]
    assert banner.accessibleName() == "verified: Every action needs another person."


def test_target_card_names_the_whole_target(surface: QWidget) -> None:
    card = TargetCard(surface, name="target")
    card.show_target("a1", "President of the Republic", "41.7 million followers", Tier.HEAD_OF_STATE)
    said = card.accessibleName()
    assert "President of the Republic" in said
    assert "41.7 million followers" in said
    assert "head of state" in said


def test_a_name_that_turns_the_line_is_shown_with_its_escape(surface: QWidget) -> None:
    card = TargetCard(surface, name="target")
    card.show_target("a1", "Presi\u202edent", "1 follower", Tier.STANDARD)
    assert "Presi‹U+202E›dent" in card.accessibleName()


def test_media_shows_nothing_until_it_is_held(surface: QWidget) -> None:
    media = BlurredMedia(surface, name="media", identity="m1", kind="photo", words="a crowd", high=120)
    media.resize(300, 120)
    media.show()
    real = QImage(QSize(300, 120), QImage.Format.Format_RGB32)
    real.fill(Qt.GlobalColor.red)
    media.put(real)
    covered = picture(media).pixelColor(30, 20)
    assert covered.saturation() == 0
    QTest.mousePress(media, Qt.MouseButton.LeftButton)
    assert picture(media).pixelColor(150, 60).red() > 200
    QTest.mouseRelease(media, Qt.MouseButton.LeftButton)
    assert not media.looking
    media.look(True)
    media.hide()
    assert not media.looking


def test_countdown_tells_its_end_once(qtbot, surface: QWidget) -> None:
    clock = [NOW]
    count = Countdown(surface, lambda: clock[0], name="count", after=" of your claim")
    count.run_until(NOW + timedelta(minutes=14, seconds=10))
    assert count.text() == "14 min left of your claim"
    with qtbot.waitSignal(count.over, timeout=3_000):
        clock[0] = NOW + timedelta(minutes=15)
    assert count.text() == "over of your claim"


def test_elided_line_says_the_whole_on_hover(surface: QWidget) -> None:
    label = Elided("a very long name that does not fit into the line", surface, name="long")
    label.resize(60, 20)
    label.show()
    assert "does not fit" in label.toolTip()
    label.resize(600, 20)
    assert label.toolTip() == ""


def test_skeleton_shows_nothing_in_its_first_moment(qtbot, surface: QWidget) -> None:
    skeleton = Skeleton(surface, name="skeleton")
    skeleton.resize(300, 200)
    blank = picture(surface)
    skeleton.show()
    assert picture(surface) == blank
    qtbot.waitUntil(lambda: picture(surface) != blank)


def test_search_tells_words_and_chips_together(qtbot, surface: QWidget) -> None:
    search = SearchField(surface, name="search", hint="Filter", more="filter")
    search.resize(300, 80)
    search.show()
    with qtbot.waitSignal(search.searched):
        search.set_chips({"mine": "My teams' queues", "free": "not claimed"})
    with qtbot.waitSignal(search.searched) as told:
        QTest.keyClicks(search.field, "hate")
    assert told.args == [Searched("hate", ("mine", "free"))]
    chip = search.findChild(QWidget, "search_chip_mine")
    with qtbot.waitSignal(search.searched) as told:
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert told.args == [Searched("hate", ("free",))]


def test_notice_shows_markup_as_words(surface: QWidget) -> None:
    notice = Notice(surface, name="notice", tone=Tone.WRONG, head="<b>no</b>", words="<i>x</i>")
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in notice.findChildren(QLabel))


def test_toast_goes_by_itself_and_its_button_takes_back(qtbot, surface: QWidget) -> None:
    toast = Toast(surface)
    with qtbot.waitSignal(toast.gone):
        toast.say("Dismissed.", button="Undo", stay_ms=30)
    assert not toast.isVisible()
    toast.say("Dismissed.", button="Undo", stay_ms=0)
    with qtbot.waitSignal(toast.pressed):
        QTest.mouseClick(toast.findChild(QWidget, "toast_button"), Qt.MouseButton.LeftButton)
    assert not toast.isVisible()


def test_top_bar_says_whose_console_this_is_and_which_store(surface: QWidget) -> None:
    bar = TopBar(surface)
    bar.show_store("Example Social", "sandbox store", "waits are of seconds here")
    bar.show_person("p1", "Ira Kessler", "reviewer", "Vendor North")
    bar.show_tier(Tier.HEAD_OF_STATE)
    words = " ".join(label.text() for label in bar.findChildren(QLabel) if label.isVisibleTo(bar))
    for expected in ("Example Social", "sandbox store", "seconds here", "Ira Kessler", "Vendor North", "head of state"):
        assert expected in words
