"""A game of “real or made?” without a window: dealing, counting, keeping."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from genstudio.core.events import Worked
from genstudio.data import load
from genstudio.data.imageset import DataError
from genstudio.runs import critics, dealing, guesses, guessing
from genstudio.runs.folder import RunFolder
from genstudio.runs.guessing import Dealt, Game, Round, Tally
from genstudio.runs.model import Model


def dealt(*folders: RunFolder, rounds: int = 10, seed: int = 0) -> Dealt:
    last = list(dealing.deal(folders, rounds=rounds, seed=seed))[-1]
    assert isinstance(last, Worked)
    return last.result


def face(is_real: bool, critic: bool | None = None, run: str = "a") -> Round:
    return Round(np.zeros((1, 2, 2), np.uint8), is_real, run, critic)


# -- dealing --------------------------------------------------------------------------------


@pytest.mark.parametrize(("rounds", "runs"), [(10, 1), (10, 3), (20, 2), (50, 4)])
def test_half_are_real_and_runs_share_alike(rounds: int, runs: int) -> None:
    for seed in range(6):
        found = dealing.shares(rounds, runs, seed)
        assert sum(real for real, _ in found) == rounds // 2
        totals = [real + made for real, made in found]
        assert sum(totals) == rounds and max(totals) - min(totals) <= 1


def test_real_pictures_are_held_out_ones_and_none_comes_twice(trained) -> None:
    one, two = trained("vae"), trained("pca")
    game = dealt(one, two, rounds=20)
    recipe = one.read_recipe()
    images = load.load_now(recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit)
    _, held_out = images.split(recipe.held_out, recipe.split_seed)
    fair = {images.pictures[row].tobytes() for row in held_out}
    real = [each.picture.tobytes() for each in game.rounds if each.is_real]
    assert len(real) == 10 and len(set(real)) == 10 and set(real) <= fair
    assert {each.picture.shape for each in game.rounds} == {images.shape}
    assert {each.picture.dtype for each in game.rounds} == {np.dtype(np.uint8)}
    assert {each.run for each in game.rounds} == {str(one.path), str(two.path)}
    assert all(each.critic is None for each in game.rounds)
    assert set(game.critics.values()) == {critics.NONE}


def test_made_pictures_come_from_the_mixture_where_a_run_has_one(trained) -> None:
    vae, gan = trained("vae"), trained("hinge")
    assert "mixture" in Model.open(vae.path).samplers

    def made(sampler: str) -> dict[str, list[bytes]]:
        game = list(dealing.deal([vae, gan], rounds=20, seed=0, sampler=sampler))[-1].result
        assert game.samplers == {str(vae.path): sampler, str(gan.path): "prior"}
        return {
            key: sorted(e.picture.tobytes() for e in game.rounds if e.run == key and not e.is_real)
            for key in game.samplers
        }

    prior, mixture = made("prior"), made("mixture")
    assert prior[str(vae.path)] != mixture[str(vae.path)]
    assert prior[str(gan.path)] == mixture[str(gan.path)]


def test_a_seed_decides_the_game(trained) -> None:
    folder = trained("vae")

    def order(seed: int) -> list[bytes]:
        return [each.picture.tobytes() for each in dealt(folder, seed=seed).rounds]

    assert order(4) == order(4) != order(5)


@pytest.mark.parametrize("objective", ["nsgan", "wgangp", "rpgan", "vaegan"])
def test_a_critic_judges_the_same_pictures_as_in_training(trained, objective: str) -> None:
    folder = trained(objective)
    game = dealt(folder)
    assert all(isinstance(each.critic, bool) for each in game.rounds)
    model = Model.open(folder.path)
    judge, note = critics.open_judge(folder, model)
    assert judge is not None and note == ""
    made = np.stack([each.picture for each in game.rounds if not each.is_real])
    seen = judge.scores(made, None)
    assert seen.shape == (5,) and np.isfinite(seen).all()
    judge.threshold = float(np.median(seen))
    assert judge.says_real(made, None).sum() == 2


def test_a_critic_of_classes_is_told_them(trained) -> None:
    game = dealt(trained("nsgan", conditional=True))
    assert all(isinstance(each.critic, bool) for each in game.rounds)


def test_a_critic_that_was_not_kept_is_told_of(trained) -> None:
    folder = trained("nsgan")
    assert folder.weights("best") is not None
    model = Model.open(folder.path)
    folder.rolling_path.unlink()
    assert critics.open_judge(folder, model) == (None, critics.GONE)


def test_a_critic_of_bundles_does_not_judge_one(trained) -> None:
    folder = trained("rpgan", pack=2)
    assert critics.open_judge(folder, Model.open(folder.path)) == (None, critics.BUNDLES.format(2))
    assert all(each.critic is None for each in dealt(folder).rounds)


def test_a_damaged_critic_is_told_of_and_the_game_goes_on(trained) -> None:
    folder = trained("nsgan")
    assert folder.best_path.is_file()
    folder.rolling_path.write_bytes(folder.rolling_path.read_bytes()[:100])
    game = dealt(folder)
    assert len(game.rounds) == 10 and all(each.critic is None for each in game.rounds)
    assert "damaged" in game.critics[str(folder.path)]


def test_a_run_that_cannot_play_is_named_and_the_others_play(trained, library, quick) -> None:
    bare = library.create(quick(), name="bare")
    game = dealt(trained("vae"), bare)
    assert len(game.rounds) == 10 and "“bare” cannot take part" in game.problems[0]
    with pytest.raises(DataError, match="“bare” cannot take part"):
        dealt(bare)


def test_nothing_held_out_and_other_pictures_are_refused(trained) -> None:
    with pytest.raises(DataError, match="held no pictures out"):
        dealt(trained("vae", held_out=0.0))
    folder = trained("vae")
    folder.change_summary(data_fingerprint="other")
    with pytest.raises(DataError, match="have changed since"):
        dealt(folder)


def test_pictures_that_are_not_here_are_not_fetched(trained) -> None:
    folder = trained("vae")
    folder.write_recipe(folder.read_recipe().change(data="torchvision:FashionMNIST"))
    with pytest.raises(DataError, match="not on this computer"):
        dealt(folder)


# -- playing --------------------------------------------------------------------------------


def test_a_game_counts_streaks_kinds_and_the_critic() -> None:
    game = Game([face(True, True), face(False, True), face(True, False), face(False, None, "b")])
    assert game.answer(True).is_right and game.answer(False).is_right
    assert game.streak == 2
    assert not game.answer(None).is_right  # out of time
    assert game.streak == 0 and game.best_streak == 2 and not game.is_over
    game.answer(True)
    assert game.is_over and game.current is None
    assert game.tally() == Tally(
        real=1, right_real=1, made=2, right_made=1, missed=1, critic_judged=2, critic_right=1
    )
    assert game.tally("b") == Tally(made=1)
    assert game.tally().right == 2 and game.tally().judged == 3


def test_a_game_ended_early_keeps_what_was_answered() -> None:
    game = Game([face(True), face(False)])
    game.answer(True)
    game.end()
    assert game.is_over and game.tally() == Tally(real=1, right_real=1)
    with pytest.raises(ValueError, match="nothing to guess"):
        Game([])


@pytest.mark.parametrize(
    ("right", "words"), [(20, "You can tell"), (10, "may be guessing"), (0, "made pictures for")]
)
def test_the_verdict_follows_the_interval(right: int, words: str) -> None:
    assert words in guessing.verdict(Tally(real=20, right_real=right))


# -- keeping --------------------------------------------------------------------------------


def played(model: str = "m", **counts: int) -> guesses.Played:
    return guesses.new(model, 3, 5, Tally(**counts))


def test_games_add_up_while_the_weights_are_the_same(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    first, *rest = played("old", real=5), played(real=5, right_real=4), played(made=5, missed=1)
    for game in (first, *rest):
        guesses.keep(folder, game)
    assert guesses.read_all(folder) == [first, *rest]
    known = guesses.record(guesses.read_all(folder))
    assert (known.games, known.older) == (2, 1)
    assert known.tally == Tally(real=5, right_real=4, made=5, missed=1)
    guesses.forget(folder, rest)
    assert guesses.read_all(folder) == [first]


def test_games_drawn_otherwise_are_counted_apart(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    guesses.keep(folder, played(real=5))
    guesses.keep(folder, guesses.new("m", 3, 5, Tally(made=4), "mixture"))
    known = guesses.record(guesses.read_all(folder))
    assert (known.games, known.older, known.sampler) == (1, 1, "mixture")
    path = next(iter(sorted(guesses.place(folder).glob("*.json"))))
    older = json.loads(path.read_text())
    del older["sampler"]  # as an earlier GenStudio wrote it
    path.write_text(json.dumps(older))
    assert guesses.read_all(folder)[0].sampler == "prior"


def test_damaged_games_are_left_alone(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    good = played(real=5, right_real=4)
    guesses.keep(folder, good)
    whole = (guesses.place(folder) / f"{good.name}.json").read_text()
    too_many = json.loads(whole)
    too_many["tally"]["right_real"] = 6
    for name, text in (("a", whole[:40]), ("b", "[]"), ("c", json.dumps(too_many)), ("d", "")):
        (guesses.place(folder) / f"{name}.json").write_text(text)
    assert guesses.read_all(folder) == [good]
    assert len(list(guesses.place(folder).glob("*.json"))) == 5


def test_a_run_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "gone")
    with pytest.raises(OSError, match="not there any more"):
        guesses.keep(folder, played(real=1))
    assert not folder.path.exists()
