// Written by scripts/fit-coefficients.mjs. Do not edit.

/** tanh(x) = x N(x²)/D(x²) to 9.02, beyond which it rounds to 1; relative error at most 2.3e-8. Lowest power first. */
export const TANH_N = [
  1, 0.1338268667459488, 0.0034974643494933844, 0.000020636209228541702, 1.3385293762269157e-8,
] as const;
/** The denominator. */
export const TANH_D = [
  1, 0.46716007590293884, 0.025884367525577545, 0.00032885404652915895, 7.790564495735453e-7,
] as const;

/** erf(x) = x N(x²)/D(x²) to 3.93, beyond which it rounds to 1; relative error at most 5.6e-8. Lowest power first. */
export const ERF_N = [
  1.1283791065216064, 0.2056327611207962, 0.05459390580654144, 0.004362573381513357, 0.0002888693124987185,
  0.0000018174253000324825,
] as const;
/** The denominator. */
export const ERF_D = [
  1, 0.5155689716339111, 0.12024722248315811, 0.016184985637664795, 0.0012888350756838918,
  0.000035869190469384193,
] as const;

/** tanh(r/2) = r N(r²)/D(r²) for |r| <= log 2, so that eʳ = (D + r N)/(D - r N); relative error of eʳ at most 2.0e-8. Lowest power first. */
export const HALF_TANH_N = [0.5, 0.008290834724903107] as const;
/** The denominator. */
export const HALF_TANH_D = [1, 0.0999138280749321] as const;

/** log(1 + f) = f - f²/2 + f³ N(f) for √½ <= 1 + f <= √2; relative error of the logarithm at most 6.9e-9. Lowest power first. */
export const LOG = [
  0.3333333134651184, -0.2500082552433014, 0.20001265406608582, -0.16623210906982422, 0.1420070081949234,
  -0.13160251080989838, 0.12772320210933685, -0.07652364671230316,
] as const;

/** 2 atanh(s/2) = s N(s²) for 0 <= s <= 2/3; relative error at most 4.5e-9. Lowest power first. */
export const TWICE_ATANH_OF_HALF = [
  1, 0.08333302289247513, 0.012506701983511448, 0.00218771630898118, 0.000547040777746588,
] as const;

/** log2(m) = s N(s²), s = (m - 1)/(m + 1), for √½ <= m <= √2, in double precision; relative error at most 4.2e-12. Lowest power first. */
export const LOG2 = [
  2.8853900817901112, 0.9617966733080658, 0.5770835918052872, 0.41167228644119774, 0.3407384902366725,
] as const;

/** 2ˣ = 1 + x N(x) for |x| <= 1/2, in double precision; relative error at most 2.6e-9. Lowest power first. */
export const EXP2 = [
  0.6931472150764763, 0.2402265278943766, 0.05550310340390197, 0.009617692060211064, 0.0013406720514172895,
  0.00015594878845055936,
] as const;
