"""Why enrolment says no, in both languages, each with what to do."""

from __future__ import annotations

import math

from cloud.errors import ApiError


class Refusals:
    """Every refusal, by name."""

    @staticmethod
    def not_set_up() -> ApiError:
        """No authority."""
        return ApiError(
            503,
            "enrolment-not-set-up",
            "本中心尚未启用网关注册:请运行 steppewatch ca init 并设置 [enrolment] authority。",
            "Enrolment is not set up here: run `steppewatch ca init` and set `authority` under [enrolment].",
        )

    @staticmethod
    def other_area(gateway: str, area: str, where: str | None) -> ApiError:
        """The registry knows the gateway elsewhere."""
        return ApiError(
            409,
            "gateway-is-elsewhere",
            f"网关 {gateway} 已登记在 {area};请更正地区代码或另取名称。",
            f"Gateway {gateway} is registered in {area}. Correct the area, or take another name.",
            where,
        )

    @staticmethod
    def other_organisation(gateway: str, where: str | None) -> ApiError:
        """It belongs to another organisation than the one that is named."""
        return ApiError(
            409,
            "gateway-is-anothers",
            f"网关 {gateway} 属于其他单位;请先在原单位解除绑定。",
            f"Gateway {gateway} belongs to another organisation. Release it there first.",
            where,
        )

    @staticmethod
    def not_in_area(organisation_id: int, area: str) -> ApiError:
        """No such organisation in the area that is named with it."""
        return ApiError(
            422,
            "refers-nowhere",
            f"行政区划 {area} 内没有单位 {organisation_id},请核对。",
            f"There is no organisation {organisation_id} in {area}. Correct one of the two.",
            "body.organisation_id",
        )

    @staticmethod
    def not_its_building(building_id: int) -> ApiError:
        """The building is not one of the organisation that is named with it."""
        return ApiError(
            422,
            "refers-nowhere",
            f"建筑 {building_id} 不属于所填单位,请核对。",
            f"Building {building_id} is none of the organisation's that is named. Correct one of the two.",
            "body.building_id",
        )

    @staticmethod
    def typo(why: str) -> ApiError:
        """Not a code at all."""
        return ApiError(
            422,
            "code-mistyped",
            "注册码有误,请对照纸面重新输入(不含 0、1、I、L、O、U、Z)。",
            f"The code is mistyped: {why}. Compare it with the paper; it never holds 0, 1, I, L, O, U, Z.",
            "body.code",
        )

    @staticmethod
    def no_such_code() -> ApiError:
        """A guess."""
        return ApiError(
            404,
            "no-such-code",
            "没有这个注册码,请核对。",
            "There is no such code. Check it.",
            "body.code",
        )

    @staticmethod
    def too_many_guesses(wait_s: float) -> ApiError:
        """Guessing is slowed down."""
        seconds = math.ceil(wait_s)
        return ApiError(
            429,
            "too-many-guesses",
            f"错误的注册码过多,请在 {seconds} 秒后再试。",
            f"Too many wrong codes. Try again in {seconds} s.",
            "body.code",
        )

    @staticmethod
    def code_is_over() -> ApiError:
        """Ended or withdrawn."""
        return ApiError(
            409,
            "code-is-over",
            "注册码已过期或已撤回,请索取新的注册码。",
            "The code has ended or was withdrawn. Ask for a fresh one.",
            "body.code",
        )

    @staticmethod
    def code_is_used() -> ApiError:
        """Used, by another key."""
        return ApiError(
            409,
            "code-is-used",
            "注册码已被使用,请索取新的注册码。",
            "The code has been used. Ask for a fresh one.",
            "body.code",
        )

    @staticmethod
    def bad_request(why: str) -> ApiError:
        """The PKCS#10 request is not usable."""
        return ApiError(
            422,
            "bad-certificate-request",
            f"证书请求无效:{why}。",
            f"The certificate request cannot be used: {why}.",
            "body.request",
        )

    @staticmethod
    def stale_nonce() -> ApiError:
        """Too old, or not ours."""
        return ApiError(
            409,
            "stale-nonce",
            "随机数已失效,请重新获取。",
            "The nonce is stale. Ask for another.",
            "body.nonce",
        )

    @staticmethod
    def unknown_certificate() -> ApiError:
        """Not one of ours."""
        return ApiError(
            404,
            "no-such-certificate",
            "没有这张证书,请用新的注册码重新注册。",
            "There is no such certificate. Enrol with a fresh code.",
            "body.serial",
        )

    @staticmethod
    def revoked() -> ApiError:
        """Revoked, or its gateway is shut out."""
        return ApiError(
            403,
            "certificate-revoked",
            "证书或网关已被吊销,请用新的注册码重新注册。",
            "The certificate or its gateway was revoked. Enrol with a fresh code.",
        )

    @staticmethod
    def ended() -> ApiError:
        """Past its end."""
        return ApiError(
            403,
            "certificate-ended",
            "证书已过期,不能续期;请用新的注册码重新注册。",
            "The certificate has ended and renews nothing. Enrol with a fresh code.",
            "body.serial",
        )

    @staticmethod
    def bad_proof() -> ApiError:
        """The signature is not by the old key over this renewal."""
        return ApiError(
            403,
            "bad-proof",
            "签名与当前证书的密钥不符。",
            "The signature is not by the present certificate's key over this nonce and request.",
            "body.signature",
        )

    @staticmethod
    def authority(why: str) -> ApiError:
        """The authority did not sign."""
        return ApiError(
            503,
            "authority-unavailable",
            "证书机构暂不能签发,请稍后重试。",
            f"The certificate authority did not sign. Try again later; the operator should know: {why[:200]}",
        )
